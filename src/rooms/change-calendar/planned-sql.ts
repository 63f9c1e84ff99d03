import { lookupLists, ticketType } from '../../codes.ts';

/** Tickets with a planned start and end, as parts of statements: for the change calendar, and for the rows that changes
 * and project tasks have in other calendars. $1 is the tenant in all of them. */

export type PlannedKind = 'change' | 'project';

/** The ticket types of a kind: the program's own, and entries of lookup list 101 whose `value9` names the kind. */
export function typesOfKind(kind: PlannedKind): string {
  return `select ${ticketType[kind]} as id
    union select id from lookup
      where tenant_id = $1 and lookupid = ${lookupLists.ticketTypes} and lower(trim(value9)) = '${kind}'`;
}

/** Conditions on rows of `ticket`: they are of the kind, are planned, and overlap the half-open window from `from` to `to`
 * (SQL of two instants). What takes no time counts as an instant; in a window without length is what goes on across it.
 * @param ticket alias of the table */
export function plannedIn(kind: PlannedKind, { from, to }: { from: string; to: string }, ticket = 't'): string {
  return `${ticket}.tenant_id = $1 and ${ticket}.tickettype_id = any (array(${typesOfKind(kind)}))
    and ${ticket}.start_date is not null and ${ticket}.start_date < ${to}
    and (${ticket}.end_date > ${from}
      or (${ticket}.end_date = ${ticket}.start_date and ${ticket}.start_date >= ${from}))`;
}
