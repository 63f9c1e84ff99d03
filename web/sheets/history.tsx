import type { JSX } from 'preact';
import { whenText } from '../kit/when.ts';
import { t } from '../shell/words.ts';
import type { DayRow } from './sheet.ts';

/** What happened to the days of a week: steps that came together, for several days, are one. */

export interface WeekStep {
  command: string;
  date: string;
  who: string;
  /** What was said, with the days that it was said of. */
  said: { message: string; dates: string[] }[];
}

export function stepsOf(days: readonly Pick<DayRow, 'date' | 'approval_history'>[]): WeekStep[] {
  const steps = new Map<string, WeekStep>();
  for (const { date: day, approval_history = [] } of days) {
    for (const { command, date, agent_name: who, message } of approval_history) {
      const key = `${date} ${command} ${who}`;
      const step = steps.get(key) ?? { command, date, who, said: [] };
      steps.set(key, step);
      if (!message) continue;
      const same = step.said.find((one) => one.message === message);
      if (same) same.dates.push(day.slice(0, 10));
      else step.said.push({ message, dates: [day.slice(0, 10)] });
    }
  }
  return [...steps.values()].sort((one, other) => (one.date < other.date ? -1 : 1));
}

/** submitted Mon 18:02 -> returned Mon 19:10 "Thu?" -> ... */
export function HistoryLine(props: {
  days: readonly DayRow[];
  zone: string;
  /** How a day is written. */
  label(date: string): string;
}): JSX.Element | null {
  const steps = stepsOf(props.days);
  if (steps.length === 0) return null;
  return (
    <ol class="history" aria-label={t('sheets.history')}>
      {steps.map(({ command, date, who, said }) => (
        <li key={`${date}${command}${who}`}>
          <b>{t(`sheets.step.${command}`)}</b> {whenText(date, props.zone)} {who}
          {said.map(({ message, dates }) => (
            <q key={message}>
              {dates.map(props.label).join(', ')}: {message}
            </q>
          ))}
        </li>
      ))}
    </ol>
  );
}
