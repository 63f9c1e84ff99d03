import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { calendarOf, type Person, type Row, type Values } from '../../../test/support/calendar.ts';
import { startTestServer, type TestServer } from '../../../test/support/server.ts';
import { dutyByMinute } from '../../../test/support/slow-duty.ts';

let server: TestServer;
let calendar: ReturnType<typeof calendarOf>;

beforeAll(async () => {
  server = await startTestServer();
  calendar = calendarOf(server);
});
afterAll(() => server.close());

describe('a team of six in a weekly rotation', () => {
  // 92 days around each kind of change of the clocks.
  const windows = ['2030-02-15', '2030-09-15', '2031-02-15'];

  test.each<[zone: string, handover: string]>([
    ['Europe/London', '01:30'],
    ['Australia/Lord_Howe', '02:15'],
  ])('in %s has exactly one on duty at every minute, or a gap', { timeout: 120_000 }, async (timezone, handover) => {
    const people: Person[] = [];
    while (people.length < 6) people.push(await calendar.person());
    const members = people.map(({ id }) => id);
    const team = await calendar.thing('/Team', { name: timezone, members });
    const absences = Array.from(
      { length: 46 },
      (_one, index): Values => ({
        start_date: `${new Date(Date.UTC(2030, 0, 1 + index * 11, index % 24, 10)).toISOString().slice(0, 19)}`,
        end_date: `${new Date(Date.UTC(2030, 0, 1 + index * 11 + 9, 5)).toISOString().slice(0, 19)}`,
        away_agent_id: people[index % 6]?.id,
        ...(index % 3 > 0 && { agent_id: people[(index + 1) % 6]?.id }),
      }),
    );
    const row = await calendar.thing('/Rotation', {
      team_id: team.id,
      name: 'On call',
      timezone,
      start_date_only: '2029-12-30',
      handover_time: handover,
      members,
      overrides: absences,
    });
    const [hour = 0, minute = 0] = handover.split(':').map(Number);
    const plan = {
      timezone,
      start_date: '2029-12-30',
      end_date: null,
      period_days: 7,
      handover_minute: hour * 60 + minute,
      handover_weekday: 0,
      duty_weekdays: [0, 1, 2, 3, 4, 5, 6],
      duty_start_minute: 0,
      duty_end_minute: 1_440,
      members,
    };
    expect(row.handover_weekday).toBe(0);
    const overrides = absences.map((one) => ({
      starts_at: Date.parse(`${one.start_date}Z`),
      ends_at: Date.parse(`${one.end_date}Z`),
      away_agent_id: one.away_agent_id as number,
      agent_id: (one.agent_id as number | undefined) ?? null,
    }));
    for (const first of windows) {
      const from = Date.parse(`${first}T00:00:00Z`);
      const until = from + 92 * 86_400_000;
      const query = `team_id=${team.id}&start_date=${first}T00:00:00Z&end_date=${new Date(until).toISOString()}`;
      const answer = (await server.api('GET', `/Shift/OnDuty?${query}`)).body;
      expect(answer.gaps.length).toBeGreaterThan(0);
      const minutes = new Int32Array((until - from) / 60_000).fill(-1);
      const fill = (stretch: Row, value: number) => {
        const [start, end] = [stretch.start_date, stretch.end_date].map(
          (date) => (Date.parse(`${date}Z`) - from) / 60_000,
        );
        const part = minutes.subarray(start, end);
        expect(part.every((said) => said === -1)).toBe(true);
        part.fill(value);
      };
      for (const one of answer.on_duty) fill(one, one.agent_id);
      for (const gap of answer.gaps) fill(gap, 0);
      const expected = dutyByMinute(plan, overrides, from, until);
      expect(Buffer.from(minutes.buffer).equals(Buffer.from(expected.buffer)), first).toBe(true);
    }
  });
});
