import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Session } from '../../src/rooms/board/shape.ts';
import { writeDuration } from '../kit/duration.ts';
import { ask } from '../shell/router.ts';
import { number, t } from '../shell/words.ts';
import { Choose } from './choose.tsx';
import { copyWeek, fillFrom } from './copy.ts';
import { canHandIn, HandIn, waiting, weekState, withdraw } from './hand-in.tsx';
import { type Sheet, unrecorded } from './sheet.ts';
import { weekNumber } from './week.ts';
import { clockIn } from './words.ts';

/** Which week it is, whose, how far it is, and what can be done with all of it. */
export function SheetBar({ me, sheet, turn }: { me: Session; sheet: Sheet; turn(by: number): void }): JSX.Element {
  const [dialog, setDialog] = useState<'submit' | 'fill'>();
  const close = () => setDialog(undefined);
  const items = unrecorded(sheet);
  const state = weekState(sheet.days);
  const mayWrite = sheet.days.some(({ locked }) => !locked);
  const isOwn = sheet.agent.id === me.agent_id;
  const title = t('sheets.submitTitle', { week: weekTitle(sheet.monday) });
  return (
    <header class="sheet-bar">
      <h1>
        {weekTitle(sheet.monday)}{' '}
        <small>
          {sheet.days[0]?.label} – {sheet.days.at(-1)?.label}
        </small>
      </h1>
      <WeekButtons turn={turn} />
      <span>{sheet.agent.name}</span>
      <strong class={`state ${state}`}>{t(`sheets.state.${state}`)}</strong>
      <span class="space" />
      {mayWrite && (
        <>
          <details class="menu">
            <summary>{t('sheets.copy')}</summary>
            <div class="menu-body">
              {[true, false].map((hours) => (
                <button
                  key={String(hours)}
                  type="button"
                  onClick={(event) => {
                    event.currentTarget.closest('details')?.removeAttribute('open');
                    void copyWeek(sheet, hours);
                  }}
                >
                  {t(hours ? 'sheets.copyHours' : 'sheets.copyLines')}
                </button>
              ))}
            </div>
          </details>
          <button type="button" disabled={items.length === 0} onClick={() => setDialog('fill')}>
            {t('sheets.fillFrom')} <span class="count">{number(items.length)}</span>
          </button>
        </>
      )}
      {isOwn && waiting(sheet).length > 0 && (
        <button type="button" onClick={() => void withdraw(sheet)}>
          {t('sheets.withdraw')}
        </button>
      )}
      {canHandIn(sheet) && (
        <button type="button" class="strong" onClick={() => setDialog('submit')}>
          {t('sheets.submit')}
        </button>
      )}
      {dialog === 'submit' && <HandIn sheet={sheet} title={title} close={close} />}
      {dialog === 'fill' && (
        <Choose
          title={t('sheets.fillTitle')}
          choices={items.map((item) => ({
            id: String(item.id),
            label: item.subject,
            detail: `${sheet.days.find(({ until }) => item.from < until)?.label} ${clockIn(sheet, item.from, item.until)}, ${writeDuration(item.until - item.from)}`,
          }))}
          label={(n) => t('sheets.fillDo', { n })}
          act={(ids) => void fillFrom(sheet, ids)}
          close={close}
        >
          <p class="hint">{t('sheets.fillHint')}</p>
        </Choose>
      )}
    </header>
  );
}

export const weekTitle = (monday: string): string => t('sheets.week', { week: weekNumber(monday).week });

export function WeekButtons({ turn }: { turn(by: number): void }): JSX.Element {
  return (
    <span class="group">
      <button type="button" aria-label={t('sheets.before')} onClick={() => turn(-7)}>
        ‹
      </button>
      <button type="button" onClick={() => ask({ week: undefined, date: undefined })}>
        {t('sheets.now')}
      </button>
      <button type="button" aria-label={t('sheets.after')} onClick={() => turn(7)}>
        ›
      </button>
    </span>
  );
}
