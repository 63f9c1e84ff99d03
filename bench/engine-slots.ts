import { createRequire } from 'node:module';
import type { Slot, SlotRequest, SlotResource } from '../src/kernel/availability/slot-request.ts';
import { findSlots } from '../src/kernel/availability/slots.ts';
import { type WorkPattern, workingStretches } from '../src/kernel/availability/working-time.ts';
import type { Interval } from '../src/kernel/time/intervals.ts';
import { DAY, HOUR, MINUTE } from '../src/kernel/time/units.ts';
import { wallTime } from '../src/kernel/time/wall.ts';
import { resolveZone } from '../src/kernel/time/zones.ts';
import { bestOf, micros, ratioLine } from './engine-timing.ts';

type Print = (line: string) => void;

const zone = resolveZone('UTC');
const start = Date.UTC(2026, 2, 2);
const window: Interval = { start, end: start + 30 * DAY };
const weekday = {
  spans: [{ start: wallTime(9), end: wallTime(17, 30) }],
  breaks: [{ start: wallTime(12, 30), end: wallTime(13) }],
};
const none = { spans: [], breaks: [] };
const pattern: WorkPattern = { zone, days: [none, weekday, weekday, weekday, weekday, weekday, none] };

/** 40 appointments of half an hour to two hours, within working days, the same ones on every run. */
function appointmentsOf(agent: number): Interval[] {
  return Array.from({ length: 40 }, (_, i) => {
    const mixed = Math.imul(agent * 40 + i + 1, 0x9e3779b1) >>> 0;
    const begin = start + (i % 28) * DAY + 9 * HOUR + (mixed % 28) * 15 * MINUTE;
    return { start: begin, end: begin + (1 + ((mixed >>> 8) % 4)) * 30 * MINUTE };
  });
}

const request: SlotRequest = {
  window,
  bookable: window,
  bufferBefore: 0,
  bufferAfter: 0,
  zone,
  candidates: { kind: 'grid', duration: 15 * MINUTE, step: 15 * MINUTE },
};

function slotsOf(agents: readonly (readonly Interval[])[]): Slot[] {
  // They share a workday, as agents of one desk do: its working time is worked out once for all of them.
  const stretches = workingStretches(pattern, window);
  const resources = agents.map((busy, i): SlotResource => ({ id: i + 2, stretches, closed: [], busy }));
  return findSlots(resources, request);
}

/** 15-minute slots over 30 days: 50 agents against copying the answer, one agent against the packages of npm. */
export function benchSlots(print: Print): void {
  const agents = Array.from({ length: 50 }, (_, i) => appointmentsOf(i));
  const answer = slotsOf(agents);
  const [ours, copy] = bestOf([() => slotsOf(agents), () => copyOf(answer)]) as [number, number];
  const offered = answer.reduce((sum, { resources }) => sum + resources.length, 0);
  const size = `${answer.length} slots, ${offered} times offered`;
  const figures = `ours ${micros(ours)}, copying the answer ${micros(copy)}, ${size}`;
  print(ratioLine('cost of slots for 50 agents', ours / copy, 'copying-the-answer', figures));
  benchPackages(print, appointmentsOf(1));
}

function copyOf(slots: readonly Slot[]): Slot[] {
  return slots.map((slot) => ({ start: slot.start, end: slot.end, resources: slot.resources.slice() }));
}

function benchPackages(print: Print, busy: readonly Interval[]): void {
  const ours = slotsOf([busy]).length;
  const peers = [slotCalculator(busy), gundTimeSlots(busy)];
  for (const { name, call, count } of peers) {
    const [we, they] = bestOf([() => slotsOf([busy]), call], 400) as [number, number];
    const figures = `ours ${micros(we)} for ${ours} slots, theirs ${micros(they)} for ${count(call())}`;
    print(ratioLine('slots for one agent', they / we, name, figures));
  }
}

interface Peer {
  readonly name: string;
  readonly call: () => unknown;
  readonly count: (answer: never) => number;
}

const load = createRequire(import.meta.url);

function slotCalculator(busy: readonly Interval[]): Peer & { count: (answer: unknown) => number } {
  const { getSlots } = load('slot-calculator');
  const iso = (instant: number) => new Date(instant).toISOString();
  const open = workingStretches(pattern, window).map((stretch) => ({ from: iso(stretch.start), to: iso(stretch.end) }));
  const taken = busy.map((stretch) => ({ from: iso(stretch.start), to: iso(stretch.end) }));
  const ask = { from: iso(window.start), to: iso(window.end), availability: open, unavailability: taken, duration: 15 };
  return {
    name: 'slot-calculator',
    call: () => getSlots({ ...ask, outputTimezone: 'UTC' }),
    count: (answer) => (answer as { availableSlots: unknown[] }).availableSlots.length,
  };
}

/** Knows no zones and no working week: it gets one day's hours for every day, in the process's own zone. */
function gundTimeSlots(busy: readonly Interval[]): Peer & { count: (answer: unknown) => number } {
  const library = load('@gund/time-slots');
  const unit = { Days: DAY, Hours: HOUR, Minutes: MINUTE, Seconds: 1000, Milliseconds: 1 };
  const adapter: Record<string, unknown> = {};
  for (const [name, length] of Object.entries(unit)) {
    adapter[`add${name}`] = (date: Date, n: number) => new Date(date.getTime() + n * length);
    adapter[`sub${name}`] = (date: Date, n: number) => new Date(date.getTime() - n * length);
    adapter[`differenceIn${name}`] = (a: Date, b: Date) => Math.trunc((a.getTime() - b.getTime()) / length);
  }
  library.provideDateAdapter(adapter);
  const { DateRange, TimeRange, TimeInterval, generateTimeSlots, excludeTimeSlots } = library;
  const taken = busy.map((stretch) => TimeRange.fromDates(new Date(stretch.start), new Date(stretch.end)));
  const call = () => {
    const days = DateRange.fromDates(new Date(window.start), new Date(window.end));
    const all = generateTimeSlots(days, TimeRange.fromTimeStrings('9:00', '17:30'), TimeInterval.minutes(15));
    return excludeTimeSlots(all, taken);
  };
  return { name: '@gund/time-slots', call, count: (answer) => (answer as unknown[]).length };
}
