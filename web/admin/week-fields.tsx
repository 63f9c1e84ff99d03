import type { JSX } from 'preact';
import { writeDuration } from '../kit/duration.ts';
import { speech, t } from '../shell/words.ts';
import { minutesOf, order, type Times, type Week } from './week.ts';

/** 4 January 2026 was a Sunday. */
const dayName = (place: number): string =>
  new Intl.DateTimeFormat(speech(), { weekday: 'long', timeZone: 'UTC' }).format(Date.UTC(2026, 0, 4 + place));

/** A week, day by day: from and until as often as it takes, with the hours of each day and of the week. */
export function WeekFields({ week, change }: { week: Week; change(week: Week): void }): JSX.Element {
  const set = (place: number, times: readonly Times[]) => change(week.map((own, at) => (at === place ? times : own)));
  const total = week.reduce((sum, times) => sum + minutesOf(times), 0);
  return (
    <fieldset class="week">
      <legend>
        {t('admin.week')} <b>{t('admin.aWeek', { time: writeDuration(total) })}</b>
      </legend>
      {order.map((place) => (
        <Day
          key={place}
          name={dayName(place)}
          times={week[place] ?? []}
          set={(times) => set(place, times)}
          monday={place === 1 ? undefined : week[1]}
        />
      ))}
    </fieldset>
  );
}

function Day(props: {
  name: string;
  times: readonly Times[];
  set(times: readonly Times[]): void;
  monday: readonly Times[] | undefined;
}): JSX.Element {
  const { name, times, set, monday } = props;
  const write = (at: number, side: 0 | 1, value: string) =>
    value && set(times.map((own, place) => (place === at ? (own.with(side, value) as Times) : own)));
  const box = (at: number, side: 0 | 1) => (
    <input
      type="time"
      required
      aria-label={t(side ? 'admin.untilOf' : 'admin.fromOf', { day: name, n: at + 1 })}
      value={times[at]?.[side]}
      onChange={(event) => write(at, side, event.currentTarget.value)}
    />
  );
  const act = (label: string, next: readonly Times[]) => (
    <button type="button" class="quiet" aria-label={`${name}: ${label}`} onClick={() => set(next)}>
      {label}
    </button>
  );
  const last = times.at(-1)?.[1] ?? '09:00';
  return (
    <div class="weekday">
      <b>{name}</b>
      <span class="times">
        {times.length === 0 && t('admin.closed')}
        {times.map((_, at) => (
          <span key={at} class="span">
            {box(at, 0)} – {box(at, 1)}
          </span>
        ))}
      </span>
      <span class="sum">{times.length > 0 && writeDuration(minutesOf(times))}</span>
      <span>
        {act('+', [...times, times.length ? [last, later(last)] : ['09:00', '17:00']])}
        {times.length > 0 && act('−', times.slice(0, -1))}
        {act(t('admin.wholeDay'), [['00:00', '00:00']])}
        {monday && act(t('admin.asMonday'), monday)}
      </span>
    </div>
  );
}

/** The next hour of the clock, as a first proposal. */
const later = (time: string): string => `${String((Number(time.slice(0, 2)) + 1) % 24).padStart(2, '0')}:00`;
