import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { writeDuration } from '../kit/duration.ts';
import { t } from '../shell/words.ts';
import { act, write } from './desk.ts';
import type { Line, Sheet } from './sheet.ts';
import { lineIn } from './words.ts';

/** What runs, since when, and how it ends. */
export function Timer({ sheet }: { sheet: Sheet }): JSX.Element | null {
  const entry = sheet.entries.find(({ running }) => running);
  const [more, setMore] = useState(0);
  useEffect(() => {
    const since = Date.now();
    setMore(0);
    const timer = setInterval(() => setMore((Date.now() - since) / 60_000), 15_000);
    return () => clearInterval(timer);
  }, [sheet]);
  if (!entry) return null;
  const { title } = lineIn(entry.row);
  const stop = () =>
    act(async () => {
      const writing = { save: [{ id: entry.id, clear_end: false }], remove: [], etag: entry.row._etag };
      return { text: t('sheets.stopped', { what: title }), back: await write(writing, sheet) };
    });
  return (
    <section class="timer" aria-label={t('sheets.running')}>
      <span>
        {t('sheets.running')} <b>{writeDuration(sheet.desk.board.now + more - entry.from)}</b> {title}
      </span>
      {entry.row._canupdate && (
        <button type="button" class="strong" onClick={() => void stop()}>
          {t('sheets.stop')}
        </button>
      )}
    </section>
  );
}

export const startTimer = (sheet: Sheet, line: Line): Promise<unknown> =>
  act(async () => {
    const save = [{ ...line.values, agent_id: sheet.agent.id, clear_end: true }];
    return { text: t('sheets.started', { what: line.title }), back: await write({ save, remove: [] }, sheet) };
  });
