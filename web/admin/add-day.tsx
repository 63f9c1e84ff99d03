import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { HolidayEffect } from '../../src/rooms/holidays/year-schema.ts';
import { atWall } from '../board/clock.ts';
import { Field } from '../kit/dialog.tsx';
import { announce } from '../shell/announce.tsx';
import { said } from '../shell/said.ts';
import { language, t } from '../shell/words.ts';
import { call } from '../wire/api.ts';
import { readDays } from '../wire/columns.ts';
import { Effect, type Named } from './holidays.tsx';
import { Problem, useAnswer } from './parts.tsx';

export interface Tools {
  year: number;
  workdays: readonly Named[];
  /** Id of the workday that is shown; empty for all. */
  chosen: string;
  done(): void;
}

export interface Draft {
  name: string;
  workday_id: number;
  date: string;
  /** `HH:mm`; both empty for a whole day. */
  from: string;
  until: string;
}

const wallOf = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));

/** What the server is sent: half days by the clock of their workday. */
export async function elementOf({ name, workday_id, date, from, until }: Draft, zone: string | undefined) {
  const element = { name, workday_id };
  if (!from || !until) return { ...element, date_only: date };
  const days = await readDays({ start_date: date, end_date: date, ...(zone && { timezone: zone }) });
  const [column] = days.columns;
  const instant = (time: string) =>
    new Date(Date.parse(`${days.start}Z`) + (column ? atWall(column, wallOf(time)).at : 0) * 60_000).toISOString();
  return { ...element, allday: false, date: instant(from), end_date: instant(until) };
}

/** A company day, whole or half, with what would fall on it. */
export function AddDay({ workdays, chosen, done }: Tools): JSX.Element {
  const speaks = language.get();
  const first = Number(chosen) || (workdays[0]?.id ?? 0);
  const [draft, setDraft] = useState<Draft>({ name: '', workday_id: 0, date: '', from: '', until: '' });
  const [problem, setProblem] = useState('');
  const now = { ...draft, workday_id: draft.workday_id || first };
  const zone = workdays.find(({ id }) => id === now.workday_id)?.timezone;
  const set = (part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part }));
  const effect = useAnswer<HolidayEffect | undefined>(
    async (signal) =>
      now.date && now.workday_id
        ? call('POST', '/Holiday/Preview', {
            body: await elementOf(now, zone),
            query: { locale: speaks.slice(0, 2) },
            signal,
          })
        : undefined,
    [now.date, now.from, now.until, now.workday_id],
    300,
  );
  const save = async (event: SubmitEvent) => {
    event.preventDefault();
    try {
      const row = await call<{ id: string }>('POST', '/Holiday', { body: [await elementOf(now, zone)] });
      const run = () =>
        void call('DELETE', `/Holiday/${row.id}`).then(() => {
          announce({ text: t('done.undone', { what: now.name }) });
          done();
        });
      announce({ text: t('admin.saved', { what: now.name }), action: { label: t('undo'), run } });
      setDraft({ ...draft, name: '', date: '' });
      setProblem('');
      done();
    } catch (error) {
      setProblem(said(error));
    }
  };
  const box = (field: 'name' | 'date' | 'from' | 'until', attributes: { type: 'date' | 'time' } | { type: 'text' }) => (
    <Field label={t(`admin.new.${field}`)}>
      <input
        {...attributes}
        required={field === 'name' || field === 'date'}
        value={now[field]}
        onInput={(event) => set({ [field]: event.currentTarget.value })}
      />
    </Field>
  );
  return (
    <form class="panel" aria-labelledby="add" onSubmit={save}>
      <h2 id="add">{t('admin.addDay')}</h2>
      <Problem text={problem || effect.problem} />
      <div class="pair">
        {box('name', { type: 'text' })}
        {box('date', { type: 'date' })}
        {box('from', { type: 'time' })}
        {box('until', { type: 'time' })}
        <Field label={t('admin.for')}>
          <select value={now.workday_id} onChange={(event) => set({ workday_id: Number(event.currentTarget.value) })}>
            {workdays.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </Field>
      </div>
      <div role="status">
        {effect.value && (
          <>
            {effect.value.label}: <Effect row={effect.value} />
          </>
        )}
      </div>
      <div class="buttons">
        <button type="submit">{t('admin.add')}</button>
      </div>
    </form>
  );
}
