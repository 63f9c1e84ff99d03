import type { JSX } from 'preact';
import { ask } from '../shell/router.ts';
import { t } from '../shell/words.ts';
import type { Desk } from './model.ts';

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
