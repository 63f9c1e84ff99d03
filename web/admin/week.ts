/** The hours of a week as people write them, 9 to 13 and 14 to 18, and as the server keeps them: from, until, and breaks. */

export const weekdays = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const;
/** Monday first. */
export const order = [1, 2, 3, 4, 5, 6, 0] as const;

/** `['09:00', '13:00']`; an end that is not after its start is on the next day. */
export type Times = [from: string, until: string];
/** Seven days from Sunday on; a day without times is closed. */
export type Week = readonly (readonly Times[])[];

export interface Break {
  id?: number;
  name?: string;
  start: string;
  end: string;
  [included: `inc${string}`]: boolean;
}

export interface Hours {
  alldayssame?: boolean;
  start?: string;
  end?: string;
  breaks?: Break[];
  [field: string]: unknown;
}

const wall = (text: unknown): string => String(text ?? '').slice(11, 16) || '00:00';
const minuteOf = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3, 5));
const clock = (minute: number): string =>
  `${String(Math.floor(minute / 60) % 24).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;

/** How long it is, in minutes of the clock. */
export function lengthOf([from, until]: Times): number {
  const length = minuteOf(until) - minuteOf(from);
  return length > 0 ? length : length + 1440;
}

export const minutesOf = (times: readonly Times[]): number => times.reduce((sum, one) => sum + lengthOf(one), 0);

function spanOf(hours: Hours, day: string): [number, number] {
  const from = minuteOf(wall(hours.alldayssame ? hours.start : hours[`start${day}`]));
  return [from, from + lengthOf([clock(from), wall(hours.alldayssame ? hours.end : hours[`end${day}`])])];
}

/** Where a break lies in the hours of a day; undefined where it is outside of them. */
function within([from, until]: [number, number], rest: Break): [number, number] | undefined {
  const start = minuteOf(wall(rest.start));
  const length = lengthOf([wall(rest.start), wall(rest.end)]);
  return [start, start + 1440]
    .map((at): [number, number] => [at, at + length])
    .find(([begins, ends]) => begins > from && ends < until);
}

export function weekOf(hours: Hours): Week {
  return weekdays.map((day) => {
    if (!hours[`inc${day}`]) return [];
    const span = spanOf(hours, day);
    const rests = (hours.breaks ?? [])
      .filter((rest) => rest[`inc${day}`])
      .flatMap((rest) => [within(span, rest)].filter((time) => time !== undefined))
      .sort((one, other) => one[0] - other[0]);
    const bounds = [span[0], ...rests.flat(), span[1]];
    return rests.concat([span]).map((_, at): Times => [clock(bounds[2 * at] ?? 0), clock(bounds[2 * at + 1] ?? 0)]);
  });
}

/** What a save says of a week. Breaks keep their names; those that the week does not show, since their day is closed or its
 * hours are elsewhere, stay: shifts of those days have them. */
export function hoursFrom(week: Week, stored: Hours): Record<string, unknown> {
  const rests = new Map<string, Break>();
  const add = (rest: Pick<Break, 'id' | 'name' | 'start' | 'end'>, day: string) => {
    const key = `${wall(rest.start)}-${wall(rest.end)}`;
    const known = rests.get(key) ?? { ...rest, ...Object.fromEntries(weekdays.map((one) => [`inc${one}`, false])) };
    known[`inc${day}`] = true;
    rests.set(key, known);
  };
  const named = (start: string, end: string) =>
    stored.breaks?.find((rest) => wall(rest.start) === start && wall(rest.end) === end);
  const fields: Record<string, unknown> = { alldayssame: false };
  weekdays.forEach((day, place) => {
    const times = week[place] ?? [];
    const [first, last] = [times[0], times.at(-1)];
    fields[`inc${day}`] = first !== undefined;
    if (first && last) Object.assign(fields, { [`start${day}`]: first[0], [`end${day}`]: last[1] });
    const wasOpen = stored[`inc${day}`] === true;
    for (const rest of stored.breaks ?? [])
      if (rest[`inc${day}`] && !(wasOpen && first && within(spanOf(stored, day), rest))) add(plain(rest), day);
    times.slice(1).forEach(([from], at) => {
      const until = times[at]?.[1] ?? from;
      const known = named(until, from);
      add(known ? plain(known) : { start: dated(until), end: dated(from) }, day);
    });
  });
  return { ...fields, breaks: [...rests.values()] };
}

const dated = (time: string): string => `1901-01-01T${time}:00`;
const plain = ({ id, name, start, end }: Break) => ({ ...(id && { id }), ...(name && { name }), start, end });
