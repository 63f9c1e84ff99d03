/** Hours of agents over a period as the server sums them, and what the page shows of them. */

/** A row of `GET /Timesheet/forecasting` with `per=period` or `per=week`. */
export interface Sum {
  agent_id?: number;
  agent_name?: string;
  team_id?: number;
  team_name?: string;
  date: string;
  agents: number;
  target_hours: number;
  booked_hours: number;
  actual_hours: number;
  chargeable_hours: number;
  leave_hours: number;
}

export interface Line {
  key: string;
  name: string;
  agents: number;
  target: number;
  booked: number;
  logged: number;
  chargeable: number;
  leave: number;
}

/** Share of the target in percent; undefined where there is no target to compare with. */
export const shareOf = (hours: number, target: number): number | undefined =>
  target > 0 ? (100 * hours) / target : undefined;

interface Column {
  key: string;
  kind: 'name' | 'hours' | 'percent' | 'difference';
  of(line: Line): string | number | undefined;
}

/** One source for the table, its order, its totals and the file. */
export const columns: readonly Column[] = [
  { key: 'name', kind: 'name', of: ({ name }) => name },
  { key: 'target', kind: 'hours', of: ({ target }) => target },
  { key: 'booked', kind: 'hours', of: ({ booked }) => booked },
  { key: 'bookedShare', kind: 'percent', of: ({ booked, target }) => shareOf(booked, target) },
  { key: 'bookedOver', kind: 'difference', of: ({ booked, target }) => booked - target },
  { key: 'logged', kind: 'hours', of: ({ logged }) => logged },
  { key: 'loggedShare', kind: 'percent', of: ({ logged, target }) => shareOf(logged, target) },
  { key: 'loggedOver', kind: 'difference', of: ({ logged, target }) => logged - target },
  { key: 'chargeable', kind: 'hours', of: ({ chargeable }) => chargeable },
  { key: 'chargeableShare', kind: 'percent', of: ({ chargeable, target }) => shareOf(chargeable, target) },
  { key: 'leave', kind: 'hours', of: ({ leave }) => leave },
];

/** @param lineKey what makes sums one line: two agents may have the same name */
export function linesOf(
  sums: readonly Sum[],
  lineKey: 'agent_id' | 'team_id' | 'date',
  nameOf: (sum: Sum) => string,
): Line[] {
  const lines = new Map<unknown, Line>();
  for (const sum of sums) {
    const key = sum[lineKey];
    const [line, before] = [lineOf(sum), lines.get(key)];
    lines.set(key, { ...(before ? total([before, line]) : line), key: String(key), name: nameOf(sum) });
  }
  return [...lines.values()];
}

const lineOf = (sum: Sum): Line => ({
  key: '',
  name: '',
  agents: sum.agents,
  target: sum.target_hours,
  booked: sum.booked_hours,
  logged: sum.actual_hours,
  chargeable: sum.chargeable_hours,
  leave: sum.leave_hours,
});

export function total(lines: readonly Line[]): Line {
  const sum = (of: (line: Line) => number) => lines.reduce((all, line) => all + of(line), 0);
  return {
    key: '',
    name: '',
    agents: sum(({ agents }) => agents),
    target: sum(({ target }) => target),
    booked: sum(({ booked }) => booked),
    logged: sum(({ logged }) => logged),
    chargeable: sum(({ chargeable }) => chargeable),
    leave: sum(({ leave }) => leave),
  };
}

export interface Order {
  key: string;
  down: boolean;
}

/** `booked` or `-booked`, as the address has it. */
export function orderAsked(text: string | null): Order | undefined {
  const key = (text ?? '').replace('-', '');
  return columns.some((column) => column.key === key) ? { key, down: text !== key } : undefined;
}

/** By a column; where nothing can be compared last, either way. As the server has them without one. */
export function sorted(lines: readonly Line[], order: Order | undefined): Line[] {
  const column = columns.find(({ key }) => key === order?.key);
  if (!order || !column) return [...lines];
  const sign = order.down ? -1 : 1;
  return lines.toSorted((a, b) => {
    const [one, other] = [column.of(a), column.of(b)];
    if (one === undefined || other === undefined) return Number(one === undefined) - Number(other === undefined);
    if (typeof one === 'string') return sign * one.localeCompare(String(other));
    return sign * (one - Number(other));
  });
}

const round = (value: string | number | undefined) =>
  typeof value === 'number' ? Math.round(value * 100) / 100 : value;

/** The table as it is shown, with plain numbers. */
export const fileOf = (lines: readonly Line[], head: readonly string[]): (string | number | undefined)[][] => [
  [...head],
  ...lines.map((line) => columns.map(({ of }) => round(of(line)))),
];
