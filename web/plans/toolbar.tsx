import type { JSX, TargetedMouseEvent } from 'preact';
import type { Session } from '../../src/rooms/board/shape.ts';
import { nextPeriod } from '../board/period.ts';
import { TurnButtons, UndoButtons, ViewButtons } from '../board/turn.tsx';
import { ask } from '../shell/router.ts';
import { t } from '../shell/words.ts';
import type { Kind } from './model.ts';
import { opened, openNew } from './opened.ts';
import type { Planned } from './read.ts';
import { type View, views } from './read.ts';

export function Toolbar(props: {
  planned: Planned;
  view: View;
  me: Session;
  find: string;
  setFind(text: string): void;
}): JSX.Element {
  const { planned, view, me, find, setFind } = props;
  const { columns } = planned.days;
  const first = columns[0];
  const turn = (by: 1 | -1) => first && ask({ date: nextPeriod(view, first.date, by) });
  return (
    <div class="toolbar" role="toolbar" aria-label={t('page.changes')}>
      <TurnButtons turn={(by) => void turn(by)} />
      <label class="title">
        <span aria-live="polite">
          {first?.label}
          {columns.length > 1 && ` – ${columns.at(-1)?.label}`}
        </span>
        <input
          id="go-to"
          type="date"
          aria-label={t('goTo')}
          value={first?.date}
          onChange={(event) => event.currentTarget.value && ask({ date: event.currentTarget.value })}
        />
      </label>
      <ViewButtons views={views} view={view} />
      <input
        id="find"
        type="search"
        aria-label={t('plans.find')}
        placeholder={t('plans.find')}
        value={find}
        onInput={(event) => setFind(event.currentTarget.value)}
      />
      <span class="space" />
      <UndoButtons />
      <button type="button" onClick={() => opened.set({ kind: 'check' })}>
        {t('plans.check')}
      </button>
      <button type="button" class="strong" onClick={() => void openNew('change')}>
        {t('plans.new.change')}
      </button>
      <More me={me} />
    </div>
  );
}

/** Freezes and maintenance are for admins. */
function More({ me }: { me: Session }): JSX.Element {
  const kinds: Kind[] = me.role === 'admin' ? ['freeze', 'maintenance', 'downtime'] : ['downtime'];
  return (
    <details class="menu end">
      <summary>{t('new')}</summary>
      <div class="menu-body">
        {kinds.map((kind) => (
          <button key={kind} type="button" onClick={chosen(() => void openNew(kind))}>
            {t(`plans.new.${kind}`)}
          </button>
        ))}
        <button type="button" onClick={chosen(() => print())}>
          {t('print')}
        </button>
      </div>
    </details>
  );
}

/** The menu goes when something in it is chosen. */
const chosen = (act: () => void) => (event: TargetedMouseEvent<HTMLElement>) => {
  event.currentTarget.closest('details')?.removeAttribute('open');
  act();
};
