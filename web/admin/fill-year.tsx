import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { HolidayEffect } from '../../src/rooms/holidays/year-schema.ts';
import { Field } from '../kit/dialog.tsx';
import { announce } from '../shell/announce.tsx';
import { ask } from '../shell/router.ts';
import { said } from '../shell/said.ts';
import { t } from '../shell/words.ts';
import { call } from '../wire/api.ts';
import { elementOf, type Tools } from './add-day.tsx';
import { daysIn } from './calendar-file.ts';
import { Problem } from './parts.tsx';

/** Many days at once: those of a country, of a calendar file, of the year before. */
export function FillYear(props: Tools & { rows: readonly HolidayEffect[] }): JSX.Element {
  const { year, workdays, chosen, rows, done } = props;
  const [country, setCountry] = useState('');
  const [problem, setProblem] = useState('');
  const workday_id = Number(chosen) || (workdays[0]?.id ?? 0);
  const attempt = async (act: () => Promise<string>) => {
    try {
      setProblem('');
      announce({ text: await act() });
      done();
    } catch (error) {
      setProblem(said(error));
    }
  };
  const load = (event: SubmitEvent) => {
    event.preventDefault();
    void attempt(async () => {
      const body = { country, year, workday_id };
      const { loaded, existing } = await call<Record<string, number>>('POST', '/Holiday/Load', { body });
      return t('admin.loaded', { n: loaded ?? 0, existing: existing ?? 0 });
    });
  };
  const read = async (file: File | undefined) => {
    const { days, left } = daysIn((await file?.text()) ?? '');
    void attempt(async () => {
      if (days.length > 0) await call('POST', '/Holiday', { body: days.map((day) => ({ ...day, workday_id })) });
      return t('admin.imported', { n: days.length, left });
    });
  };
  const own = rows.filter(({ loaded, recurring, days }) => !loaded && !recurring && days === 1);
  const copy = () =>
    attempt(async () => {
      const zoneOf = (id: number) => workdays.find((one) => one.id === id)?.timezone;
      const body = await Promise.all(
        own.map(({ name, workday_id: id, date, half }) => {
          const [from, until] = half ?? ['', ''];
          return elementOf({ name, workday_id: id, date: `${year + 1}${date.slice(4)}`, from, until }, zoneOf(id));
        }),
      );
      await call('POST', '/Holiday', { body });
      ask({ year: String(year + 1) });
      return t('admin.copied', { n: own.length, year: String(year + 1) });
    });
  return (
    <section class="panel" aria-labelledby="fill">
      <h2 id="fill">{t('admin.fill')}</h2>
      <p class="hint">
        {t('admin.fillHint', { year: String(year), what: workdays.find(({ id }) => id === workday_id)?.name ?? '' })}
      </p>
      <Problem text={problem} />
      <form class="line" onSubmit={load}>
        <Field label={t('admin.country')}>
          <input
            required
            placeholder="GB-ENG"
            value={country}
            onInput={(event) => setCountry(event.currentTarget.value)}
          />
        </Field>
        <button type="submit">{t('admin.load')}</button>
      </form>
      <div class="line">
        <Field label={t('admin.import')}>
          <input
            type="file"
            accept=".ics,text/calendar"
            onChange={(event) => void read(event.currentTarget.files?.[0])}
          />
        </Field>
        <button type="button" disabled={own.length === 0} onClick={() => void copy()}>
          {t('admin.copy', { n: own.length, year: String(year + 1) })}
        </button>
      </div>
    </section>
  );
}
