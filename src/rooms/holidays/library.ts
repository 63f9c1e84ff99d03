import { DAY, MINUTE } from '../../kernel/time/units.ts';
import { parseWallTime } from '../../kernel/time/wall.ts';
import { fieldProblem } from '../../problems.ts';

/** Public holidays of a country, or a part of one, from the rules of the package date-holidays. */

/** The kinds that the package knows. */
export const libraryTypes = ['public', 'bank', 'school', 'optional', 'observance'] as const;

export interface LibraryHoliday {
  readonly name: string;
  /** Civil date on which it begins. */
  readonly date: string;
  /** Whole days. */
  readonly days: number | undefined;
  /** Of a half day: from a time of that date on, in milliseconds, until another, at most 24 hours. */
  readonly hours: { readonly from: number; readonly until: number } | undefined;
}

/** The holidays of a year, by date. The package is read when somebody asks: it is large.
 * @param place country, with a state and a region where that is asked for: `GB-ENG`, `US-CA`
 * @throws Problem naming `country` */
export async function libraryHolidays(
  place: string,
  year: number,
  types: readonly string[],
): Promise<LibraryHoliday[]> {
  const { default: Holidays } = await import('date-holidays');
  const [country = '', state, region] = place.trim().toUpperCase().split('-');
  refuseUnknown(new Holidays(), country, state, region);
  const known = state === undefined ? new Holidays(country) : new Holidays(country, state, region ?? '');
  return (known.getHolidays(year) ?? []).filter(({ type }) => types.includes(type)).map(holidayFrom);
}

interface Places {
  getCountries(): Record<string, string>;
  getStates(country: string): Record<string, string> | undefined;
  getRegions(country: string, state: string): Record<string, string> | undefined;
}

function refuseUnknown(places: Places, country: string, state: string | undefined, region: string | undefined): void {
  const countries = Object.keys(places.getCountries());
  if (!countries.includes(country)) {
    throw fieldProblem('country', `There is no country '${country.slice(0, 20)}'; use a code such as GB or GB-ENG.`);
  }
  const states = Object.keys(places.getStates(country) ?? {});
  if (state !== undefined && !states.includes(state)) throw fieldProblem('country', among(country, states));
  const regions = state === undefined ? [] : Object.keys(places.getRegions(country, state) ?? {});
  if (region !== undefined && !regions.includes(region)) {
    throw fieldProblem('country', among(`${country}-${state}`, regions));
  }
}

function among(place: string, parts: string[]): string {
  if (parts.length === 0) return `${place} has no parts here; leave out what follows it.`;
  return `${place} has the parts ${parts.map((part) => `${place}-${part}`).join(', ')}.`;
}

interface Found {
  readonly name: string;
  readonly date: string;
  readonly start: Date;
  readonly end: Date;
}

/** Its dates are of the place: `date` is what the clock there shows. */
function holidayFrom({ name, date, start, end }: Found): LibraryHoliday {
  const length = end.getTime() - start.getTime();
  const from = parseWallTime(date.slice(11, 19)) ?? 0;
  const isWhole = from === 0 && length >= DAY - 2 * 60 * MINUTE;
  return {
    name,
    date: date.slice(0, 10),
    days: isWhole ? Math.max(1, Math.round(length / DAY)) : undefined,
    hours: isWhole ? undefined : { from, until: Math.min(from + length, DAY) },
  };
}
