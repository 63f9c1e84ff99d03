import { render } from 'preact';
import { layers } from '../shell/preferences.ts';
import { route } from '../shell/router.ts';
import { t } from '../shell/words.ts';
import { boardState } from './desk.ts';
import { listed, Rows } from './list.tsx';
import type { Desk } from './model.ts';

/** What goes on paper: all rows, not only those in view. */

/** The sheet is made when the browser is about to print, by whatever way, and goes afterwards. */
export function listenToPrinting(): () => void {
  const sheet = document.createElement('div');
  sheet.className = 'sheet';
  const before = () => {
    const { desk } = boardState.get();
    document.body.append(sheet);
    if (desk) render(<Sheet desk={desk} />, sheet);
  };
  const after = () => {
    render(null, sheet);
    sheet.remove();
  };
  addEventListener('beforeprint', before);
  addEventListener('afterprint', after);
  return () => {
    removeEventListener('beforeprint', before);
    removeEventListener('afterprint', after);
    after();
  };
}

export const printSheet = (): void => window.print();

function Sheet({ desk }: { desk: Desk }) {
  const { columns, zone_label, now_label, agents } = desk.board;
  const items = Map.groupBy(listed(desk, layers.get()), ({ agent }) => agent);
  const range = [columns[0]?.label, columns.length > 1 && columns.at(-1)?.label].filter(Boolean).join(' – ');
  return (
    <>
      <h1>{range}</h1>
      <p>{[zone_label, ...filters(desk), t('print.at', { when: now_label })].join(' · ')}</p>
      {agents
        .filter(({ id }) => items.has(id))
        .map(({ id, name }) => (
          <section key={id}>
            <h2>{name}</h2>
            <Rows desk={desk} items={items.get(id) ?? []} />
          </section>
        ))}
    </>
  );
}

/** Which team, which skill: a sheet says what it leaves out. */
function filters({ board: { teams } }: Desk): string[] {
  const { query } = route.get();
  const team = teams.find(({ id }) => String(id) === query.get('team'))?.name;
  return [team && `${t('team')}: ${team}`, query.get('skill') && `${t('skill')}: ${query.get('skill')}`].filter(
    (text): text is string => Boolean(text),
  );
}
