import { describe, expect, test } from 'vitest';
import { concerns, type FreezeTime, freezesOver, isDuring, needsWeighing, type PlannedTicket } from './freeze-rules.ts';

const freeze = (values: Partial<FreezeTime> = {}): FreezeTime => ({
  start: 100,
  end: 200,
  holidayId: 'freeze',
  name: 'Freeze',
  risk: 0,
  serviceId: null,
  clientIds: null,
  ...values,
});
const ticket = (values: Partial<PlannedTicket> = {}): PlannedTicket => ({
  start: 120,
  end: 150,
  risk: 2,
  clientId: 1,
  serviceIds: [7],
  status: 1,
  dateclosed: undefined,
  emergency: false,
  emergencyReason: null,
  ...values,
});

test.each<[string, Partial<FreezeTime>, Partial<PlannedTicket>, boolean]>([
  ['risk 0 is all', {}, {}, true],
  ['risk 0 is all, also without a risk', {}, { risk: null }, true],
  ['at its risk', { risk: 2 }, {}, true],
  ['above its risk', { risk: 1.5 }, {}, true],
  ['below its risk', { risk: 2.5 }, {}, false],
  ['no risk is 0', { risk: 0.5 }, { risk: null }, false],
  ['its service', { serviceId: 7 }, {}, true],
  ['another service', { serviceId: 8 }, {}, false],
  ['one of its services', { serviceId: 7 }, { serviceIds: [6, 7] }, true],
  ['no service', { serviceId: 7 }, { serviceIds: [] }, false],
  ['no service, of all', {}, { serviceIds: [] }, true],
  ['its client', { clientIds: [1, 2] }, {}, true],
  ['another client', { clientIds: [2] }, {}, false],
  ['no client', { clientIds: [2] }, { clientId: null }, false],
  ['no client, of all', {}, { clientId: null }, true],
  ['clients, but none', { clientIds: [] }, {}, false],
])('a freeze concerns a change by %s', (_name, of, change, expected) => {
  expect(concerns(freeze(of), ticket(change))).toBe(expected);
});

test.each<[string, number, number, boolean]>([
  ['inside', 120, 150, true],
  ['around', 50, 250, true],
  ['into its beginning', 50, 101, true],
  ['up to its beginning', 50, 100, false],
  ['out of its end', 199, 250, true],
  ['from its end', 200, 250, false],
  ['an instant inside', 120, 120, true],
  ['an instant at its beginning', 100, 100, true],
  ['an instant at its end', 200, 200, false],
])('a change is during a freeze: %s', (_name, start, end, expected) => {
  expect(isDuring({ start, end }, freeze())).toBe(expected);
  expect(freezesOver(ticket({ start, end }), [freeze()])).toHaveLength(expected ? 1 : 0);
});

describe('a save is weighed', () => {
  const emergency = { emergency: true, emergencyReason: 'Fire' };
  test.each<[string, Partial<PlannedTicket> | undefined, Partial<PlannedTicket>, boolean]>([
    ['when it is new', undefined, {}, true],
    ['not when nothing that counts changes', {}, {}, false],
    ['when it begins another time', {}, { start: 121 }, true],
    ['when it ends another time', {}, { end: 151 }, true],
    ['when its risk grows', {}, { risk: 3 }, true],
    ['when it gets a risk', { risk: null }, { risk: 1 }, true],
    ['not when its risk gets less', {}, { risk: 1 }, false],
    ['when it gets another client', {}, { clientId: 2 }, true],
    ['when it gets a further service', {}, { serviceIds: [7, 8] }, true],
    ['not when a service is taken away', {}, { serviceIds: [] }, false],
    ['not when it is closed', {}, { status: 9, start: 121 }, false],
    ['not when it is resolved', {}, { status: 8, start: 121 }, false],
    ['not when it has a date on which it was closed', {}, { dateclosed: '2026-01-01T00:00:00', start: 121 }, false],
    ['when it is opened again', { status: 9 }, {}, true],
    ['not as an emergency with a reason', undefined, emergency, false],
    ['as an emergency without one', undefined, { emergency: true, emergencyReason: ' ' }, true],
    ['when it is no emergency any more', emergency, {}, true],
    ['when only the reason is there', undefined, { emergencyReason: 'Fire' }, true],
  ])('%s', (_name, before, after, expected) => {
    expect(needsWeighing(before && ticket(before), ticket(after))).toBe(expected);
  });
});
