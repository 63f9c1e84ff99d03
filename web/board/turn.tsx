import type { JSX } from 'preact';
import { ask } from '../shell/router.ts';
import { t } from '../shell/words.ts';
import { useStore } from '../wire/store.ts';
import { steps } from './history.ts';
import type { Desk } from './model.ts';
import { again, takeBack } from './save.ts';

/** The days that are shown, in words. */
export function spanTitle({ board: { columns } }: Desk): string | undefined {
  return columns.length > 1 ? `${columns[0]?.label} – ${columns.at(-1)?.label}` : columns[0]?.label;
}

/** To the days before, today, and the days after. */
export function TurnButtons({ turn }: { turn(by: 1 | -1): void }): JSX.Element {
  return (
    <span class="group">
      <button type="button" aria-label={t('previous')} onClick={() => turn(-1)}>
        ‹
      </button>
      <button type="button" onClick={() => ask({ date: undefined })}>
        {t('today')}
      </button>
      <button type="button" aria-label={t('next')} onClick={() => turn(1)}>
        ›
      </button>
    </span>
  );
}

/** Which of its views the page shows. */
export function ViewButtons({ views, view }: { views: readonly string[]; view: string }): JSX.Element {
  return (
    <fieldset class="group" aria-label={t('view')}>
      {views.map((one) => (
        <button key={one} type="button" aria-pressed={one === view} onClick={() => ask({ view: one })}>
          {t(`view.${one}`)}
        </button>
      ))}
    </fieldset>
  );
}

/** Takes back what was done last, and does it again. */
export function UndoButtons(): JSX.Element {
  const { done, undone } = useStore(steps);
  return (
    <span class="group">
      <button
        type="button"
        disabled={done.length === 0}
        aria-label={t('undo')}
        title={done.at(-1)?.text}
        onClick={() => void takeBack()}
      >
        ↶
      </button>
      <button
        type="button"
        disabled={undone.length === 0}
        aria-label={t('redo')}
        title={undone.at(-1)?.text}
        onClick={() => void again()}
      >
        ↷
      </button>
    </span>
  );
}
