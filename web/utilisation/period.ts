import { plusDays, weekOf } from '../board/period.ts';

/** Which days are summed. Civil dates, first and last one included. */
export interface Period {
  from: string;
  to: string;
}

export const choices = ['thisWeek', 'lastWeek', 'thisMonth', 'lastMonth'] as const;
export type Choice = (typeof choices)[number];

/** Weeks begin on Monday, as those of timesheets and their sums do. */
export function chosen(choice: Choice, today: string): Period {
  if (choice === 'thisMonth') return monthOf(today);
  if (choice === 'lastMonth') return monthOf(plusDays(`${today.slice(0, 7)}-01`, -1));
  const from = plusDays(weekOf(today, 1), choice === 'lastWeek' ? -7 : 0);
  return { from, to: plusDays(from, 6) };
}

function monthOf(date: string): Period {
  const from = `${date.slice(0, 7)}-01`;
  return { from, to: plusDays(`${plusDays(from, 31).slice(0, 7)}-01`, -1) };
}

/** The period before or after: a month after a whole month, else as many days. */
export function turned({ from, to }: Period, by: 1 | -1): Period {
  const isMonth = monthOf(from).from === from && monthOf(from).to === to;
  if (isMonth) return monthOf(by > 0 ? plusDays(to, 1) : plusDays(from, -1));
  const days = by * ((Date.parse(to) - Date.parse(from)) / 86_400_000 + 1);
  return { from: plusDays(from, days), to: plusDays(to, days) };
}

const isDate = (text: string | null): text is string => /^\d{4}-\d\d-\d\d$/.test(text ?? '');

/** What the address asks for; this week when it says nothing that can be read. */
export function periodAsked(query: URLSearchParams, today: string): Period {
  const [from, to] = [query.get('from'), query.get('to')];
  if (isDate(from) && isDate(to) && from <= to) return { from, to };
  return chosen('thisWeek', today);
}
