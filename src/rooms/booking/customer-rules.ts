import type { Scope } from '../../kernel/auth/scope.ts';
import { HOUR } from '../../kernel/time/units.ts';
import { fieldProblem } from '../../problems.ts';
import type { Element } from '../appointments/schema.ts';
import type { BookingType } from './schema.ts';

/** What customers may do, who are nobody's agents. */

/** What they do is nobody's in the history, and bound by nobody's role: it is the booking room that says what it is. */
export function customerScope(tenantId: number): Scope {
  return {
    tenantId,
    agentId: 0,
    agentName: '',
    timezone: 'UTC',
    role: 'admin',
    reports: [],
    grants: new Set(['all']),
    clientId: 'booking-page',
    requestsPerMinute: Number.POSITIVE_INFINITY,
  };
}

/** Who books, and what they answered. */
export interface Customer {
  readonly name?: string | null | undefined;
  readonly email?: string | null | undefined;
  readonly phone?: string | null | undefined;
  /** By id of the question. */
  readonly answers?: ReadonlyMap<string, string>;
}

/** The appointment that a customer's words make; `note` repeats the answers for whoever goes there.
 * @throws Problem naming the question that must be answered, or has no such option */
export function customerElement(type: BookingType, { name, email, phone, answers = new Map() }: Customer): Element {
  const asked = type.questions.flatMap(({ id, label, required, type: kind, options }) => {
    const value = answers.get(id)?.trim() ?? '';
    if (value === '' && required) throw fieldProblem('booking_fields', `Please answer: ${label} (${id})`);
    if (value !== '' && kind === 'choice' && !options.includes(value))
      throw fieldProblem('booking_fields', `Choose one of ${options.join(', ')} (${id})`);
    return value === '' ? [] : [{ id, label, value }];
  });
  const words: Record<string, unknown> = {
    subject: name?.trim() ? `${type.name}: ${name.trim()}` : type.name,
    ...(name && { booking_name: name }),
    ...(email && { booking_email: email }),
    ...(phone && { booking_phonenumber: phone }),
    ...(asked.length > 0 && {
      booking_fields: asked,
      note: asked.map(({ label, value }) => `${label}: ${value}`).join('\n'),
    }),
  };
  return words as Element;
}

/** Customers may move and cancel what they booked until as long before it as they must book it. */
export function isChangeable({ min_hours_advance }: BookingType, start: number, now: number): boolean {
  return start > now + Math.max(min_hours_advance, 0) * HOUR;
}
