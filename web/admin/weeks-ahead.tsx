import type { JSX } from 'preact';
import type { PreviewAnswer } from '../../src/rooms/workdays/schema.ts';
import { writeDuration } from '../kit/duration.ts';
import { t } from '../shell/words.ts';
import { dateLabel, PlannedList, Problem, Scroll } from './parts.tsx';

/** The coming weeks as the server reckons them, and what is planned in them that would fall out. */
export function WeeksAhead(props: {
  effect: PreviewAnswer | undefined;
  problem: string | undefined;
}): JSX.Element | null {
  const { effect, problem } = props;
  if (!effect) return <Problem text={problem} />;
  const { days, zone_label, outside_count, outside, until } = effect;
  const weeks = [0, 7, 14, 21].map((from) => days.slice(from, from + 7));
  return (
    <section aria-label={t('admin.effect')}>
      <Problem text={problem} />
      <p role="status" class={outside_count ? 'warns' : 'fits'}>
        {outside_count
          ? t('admin.outside', { n: outside_count, date: dateLabel(until) })
          : t('admin.noneOutside', { date: dateLabel(until) })}
      </p>
      {outside_count > 0 && <PlannedList rows={outside} />}
      <Scroll label={t('admin.ahead')}>
        <table class="weeks">
          <caption>
            {t('admin.ahead')} · {zone_label}
          </caption>
          <thead>
            <tr>
              {weeks[0]?.map(({ date }) => (
                <th key={date} scope="col">
                  {dateLabel(date, { weekday: 'short', day: undefined, month: undefined })}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {weeks.map((week) => (
              <tr key={week[0]?.date}>
                {week.map((day) => (
                  <Cell key={day.date} day={day} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </section>
  );
}

function Cell({ day }: { day: PreviewAnswer['days'][number] }): JSX.Element {
  const { date, times, minutes, day_minutes, holiday } = day;
  return (
    <td class={minutes ? '' : 'off'}>
      <b>{dateLabel(date, {})}</b>
      {times.map(([from, until]) => (
        <span key={from}>
          {from}–{until}
        </span>
      ))}
      {minutes > 0 && <small>{writeDuration(minutes)}</small>}
      {holiday && <em>{holiday}</em>}
      {day_minutes !== 1440 && <em>{t('admin.clockChange', { time: writeDuration(day_minutes) })}</em>}
    </td>
  );
}
