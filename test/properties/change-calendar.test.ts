import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatCivilDate } from '../../src/kernel/time/civil.ts';
import { localToInstant, startOfDay } from '../../src/kernel/time/local.ts';
import { DAY, MINUTE } from '../../src/kernel/time/units.ts';
import { resolveZone } from '../../src/kernel/time/zones.ts';
import { needsOf } from '../../src/rooms/change-calendar/needs-rules.ts';
import {
  changeWindows,
  freezeTime,
  isFreeze,
  type Period,
  timesIn,
} from '../../src/rooms/change-calendar/period-rules.ts';
import { clearTimes, conflictsOf, type Surroundings } from '../../src/rooms/change-calendar/window-rules.ts';
import { holidayEntity } from '../../src/rooms/holidays/schema.ts';
import { LONG_TIME, runs } from '../support/long.ts';
import {
  type SlowChange,
  type SlowPeriod,
  type SlowWish,
  type SlowWorld,
  slowClear,
  slowConflicts,
} from '../support/slow-changes.ts';

/** Random calendars, by boundaries and by minutes. They begin two days before a change of the clocks, or somewhere else. */

const days = 4;
const minutes = days * 1_440;
const starts = ['2026-03-27', '2026-10-23', '2026-03-06', '2026-10-30', '2018-11-02', '2026-04-03', '2026-06-01'];
const zones = ['UTC', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'America/Sao_Paulo'];
const services = [1, 2, 3, 4];
const weekdays = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'];

const quarter = (least: number, most: number) => fc.integer({ min: least / 15, max: most / 15 }).map((n) => n * 15);
const someOf = (ids: number[], most = 2) => fc.uniqueArray(fc.constantFrom(...ids), { maxLength: most });

const change: fc.Arbitrary<Omit<SlowChange, 'ticketId'>> = fc
  .record({
    from: quarter(0, minutes - 600),
    length: fc.oneof(quarter(0, 120), quarter(0, 600)),
    risk: fc.option(fc.integer({ min: 0, max: 3 })),
    clientId: fc.option(fc.constantFrom(1, 2)),
    agentId: fc.option(fc.constantFrom(7, 8)),
    serviceIds: someOf(services),
    open: fc.integer({ min: 0, max: 5 }).map((n) => n > 0),
  })
  .map(({ length, ...rest }) => ({ ...rest, to: rest.from + length }));

const period = (start: number): fc.Arbitrary<SlowPeriod> =>
  fc.record({
    kind: fc.constantFrom('freeze' as const, 'maintenance' as const),
    serviceId: fc.option(fc.constantFrom(...services)),
    risk: fc.integer({ min: 0, max: 3 }),
    clientIds: fc.option(someOf([1, 2]), { freq: 3 }),
    zone: fc.constantFrom(...zones),
    firstDay: fc.integer({ min: -2, max: days }).map((day) => start / DAY + day),
    days: fc.option(fc.integer({ min: 1, max: 2 })),
    time: fc.oneof(quarter(0, 240), quarter(0, 1_425)),
    length: quarter(15, 1_800),
    recurs: fc.option(
      fc.oneof(
        fc.record({ everyDays: fc.integer({ min: 1, max: 3 }) }),
        fc.record({ weekdays: fc.uniqueArray(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 5 }) }),
      ),
    ),
  });

/** A service needs others of a smaller number: no circles. Often one over another. */
const needs = fc.oneof(
  fc
    .array(fc.tuple(fc.constantFrom(...services), fc.constantFrom(...services)), { maxLength: 4 })
    .map((pairs) => pairs.filter(([one, other]) => one > other)),
  fc.constant([[4, 3] as const, [3, 2] as const, [2, 1] as const]),
);

const world: fc.Arbitrary<SlowWorld> = fc.constantFrom(...starts).chain((day) => {
  const start = Date.parse(`${day}T00:00:00Z`);
  return fc.record({
    start: fc.constant(start),
    minutes: fc.constant(minutes),
    needs,
    changes: fc
      .array(change, { maxLength: 7 })
      .map((changes) => changes.map((one, index) => ({ ...one, ticketId: index + 1 }))),
    // Maintenance is always of a service.
    periods: fc
      .array(period(start), { maxLength: 6 })
      .map((periods) => periods.filter(({ kind, serviceId }) => kind === 'freeze' || serviceId !== null)),
  });
});

const wish: fc.Arbitrary<SlowWish> = fc
  .record({
    from: quarter(0, minutes / 2),
    span: quarter(0, minutes / 2),
    length: quarter(15, 480),
    serviceIds: someOf(services),
    clientId: fc.option(fc.constantFrom(1, 2), { nil: undefined }),
    risk: fc.option(fc.integer({ min: 0, max: 3 }), { nil: undefined }),
    agentId: fc.option(fc.constantFrom(7, 8), { nil: undefined }),
  })
  .map(({ span, ...rest }) => ({ ...rest, to: rest.from + span }));

function stored(given: SlowPeriod, index: number): Period {
  const zone = resolveZone(given.zone);
  const begins = given.days === null ? localToInstant(given.firstDay, given.time * MINUTE, zone) : null;
  const rrule =
    given.recurs === null
      ? null
      : 'weekdays' in given.recurs
        ? `FREQ=WEEKLY;BYDAY=${given.recurs.weekdays.map((day) => weekdays[day]).join()}`
        : `FREQ=DAILY;INTERVAL=${given.recurs.everyDays}`;
  return {
    id: `period ${index}`,
    holid: index,
    _etag: '',
    entity: given.kind === 'freeze' ? holidayEntity.freeze : holidayEntity.maintenance,
    name: given.kind,
    risk: given.risk,
    service_id: given.serviceId,
    service_name: null,
    client_ids: given.clientIds,
    timezone: given.zone,
    all_day: given.days !== null,
    start_date: given.days === null ? null : formatCivilDate(given.firstDay),
    end_date: given.days === null ? null : formatCivilDate(given.firstDay + given.days - 1),
    starts_at: begins,
    ends_at: begins === null ? null : begins + given.length * MINUTE,
    rule:
      rrule === null ? null : { rrule, startdate: begins ?? startOfDay(given.firstDay, zone), timezone: given.zone },
  };
}

function surroundings({ start, changes, periods, needs: pairs }: SlowWorld): Surroundings {
  const window = { start, end: start + minutes * MINUTE };
  const rows = periods.map(stored);
  return {
    freezes: timesIn(rows, window).filter(isFreeze).map(freezeTime),
    windows: changeWindows(rows, window),
    needs: needsOf(pairs.map(([service_id, depends_on_id]) => ({ service_id, depends_on_id }))),
    changes: changes.map(({ from, to, ...change }) => ({
      ...change,
      start: start + from * MINUTE,
      end: start + to * MINUTE,
    })),
  };
}

test('conflicts are those of a reading minute by minute', LONG_TIME, () => {
  fc.assert(
    fc.property(world, (given) => {
      const { ofChanges } = conflictsOf(surroundings(given));
      const slow = slowConflicts(given);
      for (const { ticketId } of given.changes) {
        const codes = new Set((ofChanges.get(ticketId) ?? []).map(({ code }) => code));
        expect([...codes].sort(), `ticket ${ticketId}`).toEqual([...(slow.get(ticketId) ?? [])].sort());
      }
    }),
    runs(300, 5_000),
  );
});

test('next clear windows are those of a reading minute by minute', LONG_TIME, () => {
  fc.assert(
    fc.property(world, wish, (given, asked) => {
      const at = (minute: number) => given.start + minute * MINUTE;
      const { from, to, length, ...rest } = asked;
      const found = clearTimes(
        { ...rest, search: { start: at(from), end: at(to) }, length: length * MINUTE },
        surroundings(given),
      );
      expect(found).toEqual(slowClear(given, asked).map((time) => ({ start: at(time.from), end: at(time.to) })));
    }),
    runs(300, 5_000),
  );
});

test('a thousand changes of one service at one time are told of by the first hundred', () => {
  const changes = Array.from({ length: 1_000 }, (_, index) => ({
    ticketId: index + 1,
    start: 0,
    end: MINUTE,
    risk: null,
    clientId: null,
    agentId: 7,
    serviceIds: [1],
    open: true,
  }));
  const { ofChanges } = conflictsOf({ changes, freezes: [], windows: new Map(), needs: needsOf([]) });
  expect(ofChanges.size).toBe(1_000);
  expect(ofChanges.get(1_000)?.map(({ code }) => code)).toEqual([
    ...Array.from({ length: 100 }, () => 'same_service'),
    ...Array.from({ length: 100 }, () => 'same_agent'),
  ]);
});
