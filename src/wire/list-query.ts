import { fieldProblem } from '../problems.ts';
import { Bool, Int, LenientCount, Text } from './fields.ts';

/** Parameters that lists have in common (wire 2.2 and 5). */

export const pageParameters = {
  pageinate: Bool('Answer pages; needs page_no'),
  page_no: Int('Page, from 1'),
  page_size: Int('Rows a page, 50 by default, at most 1000'),
  count: LenientCount('Without pages: at most this many rows'),
} as const;

export const orderParameters = {
  order: Text('Property to order by first', 100),
  order2: Text('Then by', 100),
  order3: Text('Then by', 100),
  order4: Text('Then by', 100),
  order5: Text('Then by', 100),
  orderdesc: Bool('`order` from the greatest'),
  orderdesc2: Bool('`order2` from the greatest'),
  orderdesc3: Bool('`order3` from the greatest'),
  orderdesc4: Bool('`order4` from the greatest'),
  orderdesc5: Bool('`order5` from the greatest'),
} as const;

export type OrderQuery = {
  [K in keyof typeof orderParameters]?: (K extends `orderdesc${string}` ? boolean : string) | null;
};

/** The ORDER BY terms that a query asks for.
 * @param expressions SQL by property name
 * @throws Problem naming the parameter, for a property that cannot be ordered by. */
export function orderTerms(query: OrderQuery, expressions: ReadonlyMap<string, string>): string[] {
  return ['', '2', '3', '4', '5'].flatMap((suffix) => {
    const name = query[`order${suffix}` as keyof OrderQuery] as string | null | undefined;
    if (name === undefined || name === null) return [];
    const expression = expressions.get(name.toLowerCase());
    if (!expression) throw fieldProblem(`order${suffix}`, `Use one of ${[...expressions.keys()].join(', ')}.`);
    return [`${expression}${query[`orderdesc${suffix}` as keyof OrderQuery] ? ' desc nulls last' : ' nulls first'}`];
  });
}

/** The patterns that a text must match, all of them, to contain every word of a search. */
export function searchPatterns(search: string): string[] {
  return search
    .split(/\s+/)
    .filter((word) => word !== '')
    .slice(0, 20)
    .map((word) => `%${word.replace(/[\\%_]/g, '\\$&')}%`);
}
