import type { JSX } from 'preact';
import type { Session } from '../../src/rooms/board/shape.ts';
import type { HolidayEffect } from '../../src/rooms/holidays/year-schema.ts';
import { announce } from '../shell/announce.tsx';
import { ask, route } from '../shell/router.ts';
import { complain } from '../shell/said.ts';
import { language, t } from '../shell/words.ts';
import { call } from '../wire/api.ts';
import { useStore } from '../wire/store.ts';
import { AddDay } from './add-day.tsx';
import { FillYear } from './fill-year.tsx';
import { LeaveWaiting } from './leave-waiting.tsx';
import { focusOn, PlannedList, Problem, Scroll, useAnswer } from './parts.tsx';

export interface Named {
  id: number;
  name: string;
  timezone?: string;
}

/** Public holidays and company days of a year, each with what falls on it; and the leave that waits. */
export function Page({ me }: { me: Session }): JSX.Element {
  const { query } = useStore(route);
  const speaks = useStore(language);
  const year = query.get('year') ?? '';
  const workday = query.get('workday') ?? '';
  const workdays = useAnswer<Named[]>(() => call('GET', '/Workday', { query: { isconfig: true } }), []);
  const list = useAnswer<HolidayEffect[]>(
    (signal) =>
      call('GET', '/Holiday/Year', {
        query: { year: year || undefined, workday_id: workday, locale: speaks.slice(0, 2) },
        signal,
      }),
    [year, workday, speaks],
  );
  const shown = year || String(new Date().getFullYear());
  const mayEdit = me.role === 'admin';
  const tools = { year: Number(shown), workdays: workdays.value ?? [], chosen: workday, done: list.again };
  return (
    <>
      <LeaveWaiting />
      <section aria-labelledby="days">
        <h2 id="days" tabIndex={-1}>
          {t('admin.daysOff', { year: shown })}
        </h2>
        <div class="line">
          <label class="field">
            <span>{t('admin.year')}</span>
            <input
              type="number"
              min="1900"
              max="2199"
              value={shown}
              onChange={(event) => ask({ year: event.currentTarget.value })}
            />
          </label>
          <label class="field">
            <span>{t('admin.for')}</span>
            <select value={workday} onChange={(event) => ask({ workday: event.currentTarget.value })}>
              <option value="">{t('admin.allWorkdays')}</option>
              {workdays.value?.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </select>
          </label>
        </div>
        <Problem text={list.problem} />
        {list.value ? <Days rows={list.value} mayEdit={mayEdit} done={list.again} /> : <p>{t('loading')}</p>}
      </section>
      {mayEdit && (
        <>
          <AddDay key={workday} {...tools} />
          <FillYear {...tools} rows={list.value ?? []} />
        </>
      )}
    </>
  );
}

function Days(props: { rows: readonly HolidayEffect[]; mayEdit: boolean; done(): void }): JSX.Element {
  const { rows, mayEdit, done } = props;
  if (rows.length === 0) return <p class="empty">{t('admin.noDays')}</p>;
  return (
    <Scroll label={t('admin.daysTable')}>
      <table class="rows">
        <caption class="hear">{t('admin.daysTable')}</caption>
        <thead>
          <tr>
            {['day', 'name', 'for', 'falls'].map((one) => (
              <th key={one} scope="col">
                {t(`admin.${one}`)}
              </th>
            ))}
            {mayEdit && <td />}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={`${row.id} ${row.date}`}>
              <td>
                {row.label}
                {row.days > 1 && ` (${t('admin.daysLong', { n: row.days })})`}
                {row.half && <span class="count">{t('admin.half')}</span>}
              </td>
              <th scope="row">
                {row.name} {row.recurring && <small>{t('admin.everyYear')}</small>}
              </th>
              <td>{row.workday_name}</td>
              <td>
                <Effect row={row} />
              </td>
              {mayEdit && (
                <td>
                  <button
                    type="button"
                    class="quiet"
                    aria-label={t('admin.deleteIt', { what: row.name })}
                    onClick={() => void remove(row, done)}
                  >
                    {t('admin.delete')}
                  </button>
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

/** `12 agents, 3 shifts, 1 appointment`, and which. */
export function Effect({ row }: { row: HolidayEffect }): JSX.Element {
  const { agents, shifts, appointments, planned } = row;
  const text = [t('admin.nAgents', { n: agents }), shifts > 0 && t('admin.nShifts', { n: shifts })]
    .concat(appointments > 0 && t('admin.nAppointments', { n: appointments }))
    .filter(Boolean)
    .join(', ');
  if (planned.length === 0) return <span>{text}</span>;
  return (
    <details>
      <summary class="warns">{text}</summary>
      <PlannedList rows={planned} />
    </details>
  );
}

async function remove(row: HolidayEffect, done: () => void): Promise<void> {
  try {
    const gone = await call<Record<string, unknown>>('DELETE', `/Holiday/${row.id}`);
    const { id, holid, _etag, ...again } = gone;
    const run = () =>
      void call('POST', '/Holiday', { body: [again] }).then(() => {
        announce({ text: t('done.undone', { what: row.name }) });
        done();
      }, complain);
    announce({
      text: t('admin.deleted', { what: row.name }),
      ...(!row.recurring && { action: { label: t('undo'), run } }),
    });
    done();
    focusOn('days');
  } catch (error) {
    complain(error);
  }
}
