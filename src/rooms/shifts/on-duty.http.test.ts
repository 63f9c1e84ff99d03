import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { calendarOf, type Person, type Row, type Values } from '../../../test/support/calendar.ts';
import { startTestServer, type TestServer } from '../../../test/support/server.ts';
import { otherTenant } from '../../../test/support/tenant.ts';

let server: TestServer;
let calendar: ReturnType<typeof calendarOf>;
let manager: Person;
let ann: Person;
let bob: Person;
let team: Row;
let teams = 0;

beforeAll(async () => {
  server = await startTestServer();
  calendar = calendarOf(server);
  manager = await calendar.person({ role: 'manager' });
});
afterAll(() => server.close());

/** A team of its own for each test. */
beforeEach(async () => {
  ann = await calendar.person({ name: 'Ann' });
  bob = await calendar.person({ name: 'Bob' });
  teams += 1;
  team = await calendar.thing('/Team', { name: `Team ${teams}`, manager_id: manager.id, members: [ann.id, bob.id] });
  server.clock.now = undefined;
});

const rota = (values: Values = {}): Promise<Row> =>
  calendar.thing('/Rotation', {
    team_id: team.id,
    name: 'On call',
    start_date_only: '2030-01-07',
    timezone: 'UTC',
    members: [ann.id, bob.id],
    ...values,
  });
const shift = (values: Values): Promise<Row> =>
  calendar.saved({
    subject: 'Secret words',
    shift_type_id: 1,
    start_date: '2030-01-08T10:00:00',
    end_date: '2030-01-08T12:00:00',
    ...values,
  });
const ask = (query: Values, by?: Person | { token: string }) => {
  const given = Object.entries({ team_id: team.id, ...query }).map(([name, value]): [string, string] => [
    name,
    String(value),
  ]);
  return server.api('GET', `/Shift/OnDuty?${new URLSearchParams(given)}`, undefined, by ? { token: by.token } : {});
};
async function duty(query: Values, by?: Person): Promise<{ on_duty: Row[]; gaps: Row[] }> {
  const answer = await ask(query, by);
  expect(answer.status, answer.text).toBe(200);
  return answer.body;
}
const day = { start_date: '2030-01-08', end_date: '2030-01-09' };
/** `10:00 12:00 Ann shift` */
const told = ({ on_duty }: { on_duty: Row[] }) =>
  on_duty.map((one) =>
    [one.start_date.slice(11, 16), one.end_date.slice(11, 16), one.agent_name, one.source].join(' '),
  );
const hours = ({ gaps }: { gaps: Row[] }) =>
  gaps.map((gap) => `${gap.start_date.slice(11, 16)} ${gap.end_date.slice(11, 16)}`);

describe('the window', () => {
  test('without dates it is now, and the whole stretch is answered', async () => {
    const rotation = await rota();
    server.clock.now = Date.parse('2030-01-16T11:22:33.456Z');
    expect(await duty({})).toEqual({
      on_duty: [
        {
          start_date: '2030-01-14T09:00:00',
          end_date: '2030-01-21T09:00:00',
          agent_id: bob.id,
          agent_name: 'Bob',
          source: 'rotation',
          rotation_id: rotation.id,
        },
      ],
      gaps: [],
    });
  });

  test('a start alone is that instant; at the handover the next member is on duty', async () => {
    await rota();
    const at = async (start_date: string) => (await duty({ start_date })).on_duty.map((one) => one.agent_name);
    expect([await at('2030-01-14T08:59:59'), await at('2030-01-14T09:00:00')]).toEqual([['Ann'], ['Bob']]);
    expect((await duty({ start_date: '2030-01-07T08:00:00' })).gaps).toEqual([
      { start_date: '2029-11-22T08:00:00', end_date: '2030-01-07T09:00:00' },
    ]);
  });

  test('stretches are cut to a window', async () => {
    await rota();
    const answer = await duty({ start_date: '2030-01-07T00:00:00', end_date: '2030-01-15T00:00:00' });
    expect(answer.on_duty.map((one) => [one.start_date, one.end_date, one.agent_name])).toEqual([
      ['2030-01-07T09:00:00', '2030-01-14T09:00:00', 'Ann'],
      ['2030-01-14T09:00:00', '2030-01-15T00:00:00', 'Bob'],
    ]);
    expect(answer.gaps).toEqual([{ start_date: '2030-01-07T00:00:00', end_date: '2030-01-07T09:00:00' }]);
  });

  test('dates without a suffix are local to timezone, else to utcoffset; those with one are what they say', async () => {
    await rota();
    const start = async (query: Values) => (await duty({ ...day, ...query })).on_duty[0].start_date;
    expect(await start({})).toBe('2030-01-08T00:00:00');
    expect(await start({ utcoffset: 240 })).toBe('2030-01-08T04:00:00');
    expect(await start({ utcoffset: 240, timezone: 'Europe/Berlin' })).toBe('2030-01-07T23:00:00');
    expect(await start({ start_date: '2030-01-08T00:00:00Z', timezone: 'W. Europe Standard Time' })).toBe(
      '2030-01-08T00:00:00',
    );
  });

  test.each<[field: string, query: Values]>([
    ['team_id', { team_id: 0 }],
    ['timezone', { timezone: 'Mars/Olympus' }],
    ['start_date', { start_date: 'soon' }],
    ['start_date', { start_date: '1899-12-31', end_date: '1900-01-02' }],
    ['end_date', { start_date: '2030-01-02', end_date: '2030-01-01' }],
    ['end_date', { start_date: '2030-01-01', end_date: '2030-04-04T00:00:00' }],
    ['utcoffset', { utcoffset: 2_000 }],
  ])('%s that makes no sense is 400 and named: %j', async (field, query) => {
    const answer = await ask({ ...day, ...query });
    expect([answer.status, Object.keys(answer.body.errors ?? {})]).toEqual([400, [field]]);
  });

  test('92 days are allowed, also when the clock makes them longer', async () => {
    await rota();
    const query = { start_date: '2030-09-01', end_date: '2030-12-02', timezone: 'Europe/Berlin' };
    expect((await ask(query)).status).toBe(200);
  });

  test("a team that is not there, or another tenant's, is 404", async () => {
    const other = await otherTenant(server, 'apart');
    const [unknown, foreign] = [await ask({ team_id: 987_654 }), await ask({}, other)];
    expect([unknown.status, foreign.status]).toEqual([404, 404]);
    expect(foreign.body.Message).toBe(unknown.body.Message);
  });
});

describe('shifts in the calendars', () => {
  test('come before the rotation; several are on duty at once', async () => {
    await rota();
    const mine = await shift({ agent_id: bob.id });
    await shift({ agent_id: ann.id, start_date: '2030-01-08T11:00:00' });
    const answer = await duty(day);
    expect(told(answer)).toEqual([
      '00:00 10:00 Ann rotation',
      '10:00 12:00 Bob shift',
      '11:00 12:00 Ann shift',
      '12:00 00:00 Ann rotation',
    ]);
    expect(answer.on_duty[1].shift_id).toBe(mine.id);
  });

  test('count for their team when they name one, whoever has them, else for those of their agent', async () => {
    const guest = await calendar.person({ name: 'Guest' });
    const other = await calendar.thing('/Team', { name: `Beside ${teams}`, members: [ann.id] });
    await shift({ agent_id: guest.id, shift_team_id: team.id });
    await shift({ agent_id: ann.id, shift_team_id: other.id, start_date: '2030-01-08T09:00:00' });
    await shift({ agent_id: bob.id, start_date: '2030-01-08T11:00:00' });
    await shift({ agent_id: guest.id, start_date: '2030-01-08T07:00:00' });
    expect(told(await duty(day))).toEqual(['10:00 12:00 Guest shift', '11:00 12:00 Bob shift']);
    expect(told(await duty({ ...day, team_id: other.id }))).toEqual(['09:00 12:00 Ann shift']);
  });

  test('deleted ones, appointments and tasks do not count', async () => {
    const gone = await shift({ agent_id: ann.id });
    await calendar.remove(gone.id);
    await shift({ agent_id: ann.id, shift_type_id: 0 });
    await shift({ agent_id: ann.id, shift_type_id: 0, is_task: true });
    expect(await duty(day)).toEqual({
      on_duty: [],
      gaps: [{ start_date: '2030-01-08T00:00:00', end_date: '2030-01-09T00:00:00' }],
    });
  });

  test('an open shift is a gap, though there is a rotation', async () => {
    await rota();
    await shift({ shift_team_id: team.id, open_shift: true });
    expect(hours(await duty(day))).toEqual(['10:00 12:00']);
  });

  test('a team shift puts every member on duty', async () => {
    await shift({ shift_team_id: team.id });
    expect(told(await duty(day))).toEqual(['10:00 12:00 Ann shift', '10:00 12:00 Bob shift']);
  });

  test('of a recurring shift the occurrences count, each once, at the same wall time', async () => {
    server.clock.now = Date.parse('2030-03-20T00:00:00Z');
    await shift({
      agent_id: ann.id,
      start_date: '2030-03-25T09:00:00',
      end_date: '2030-03-25T17:00:00',
      schedule: {
        recurrencepattern: 1,
        weeklyrecurrencestring: '1',
        timezone: 'Europe/London',
        rangeofrecurrence: 1,
        endafteramount: 3,
      },
    });
    const { on_duty } = await duty({ start_date: '2030-03-20', end_date: '2030-05-01' });
    expect(on_duty.map((one) => one.start_date)).toEqual([
      '2030-03-25T09:00:00',
      '2030-04-01T08:00:00',
      '2030-04-08T08:00:00',
    ]);
  });

  test('drafts are for managers and admins, and say so', async () => {
    await rota();
    await shift({ agent_id: bob.id, open_appointment_status: 2 });
    for (const person of [undefined, manager]) {
      const answer = await duty(day, person);
      expect(told(answer)[1]).toBe('10:00 12:00 Bob shift');
      expect(answer.on_duty[1].draft).toBe(true);
    }
    expect(told(await duty(day, bob))).toEqual(['00:00 00:00 Ann rotation']);
  });

  test('a private shift tells who and when, and to others not for which team', async () => {
    const other = await calendar.thing('/Team', { name: `Hidden ${teams}`, members: [bob.id] });
    await shift({ agent_id: ann.id, is_private: true, shift_team_id: other.id });
    const answer = await ask(day, bob);
    expect(told(answer.body)).toEqual(['10:00 12:00 Ann shift']);
    expect(answer.text).not.toContain('Secret');
    expect(told(await duty({ ...day, team_id: other.id }, bob))).toEqual([]);
    expect(told(await duty({ ...day, team_id: other.id }, ann))).toEqual(['10:00 12:00 Ann shift']);
  });
});

describe('away', () => {
  async function leave(agent: Person, values: Values = {}): Promise<void> {
    const row = await calendar.saved({
      subject: 'Leave',
      agent_id: agent.id,
      start_date: '2030-01-08T10:00:00',
      end_date: '2030-01-08T16:00:00',
      ...values,
    });
    await server.database.pool.query('update appointment set holiday_id = gen_random_uuid() where id = $1', [row.id]);
  }
  const override = (values: Values = {}): Values => ({
    start_date: '2030-01-08T12:00:00',
    end_date: '2030-01-08T14:00:00',
    away_agent_id: ann.id,
    ...values,
  });

  test('an override puts the stand-in on duty, who need not be of the team, or leaves a gap', async () => {
    const guest = await calendar.person({ name: 'Guest' });
    const rotation = await rota({
      overrides: [override({ agent_id: guest.id }), override({ start_date: '2030-01-08T13:00:00' })],
    });
    const answer = await duty(day);
    expect(told(answer)).toEqual([
      '00:00 12:00 Ann rotation',
      '12:00 13:00 Guest override',
      '14:00 00:00 Ann rotation',
    ]);
    expect(answer.on_duty[1]).toMatchObject({ agent_id: guest.id, rotation_id: rotation.id, away_agent_id: ann.id });
    expect(hours(answer)).toEqual(['13:00 14:00']);
  });

  test('approved leave is a gap, but for the time of a stand-in', async () => {
    await rota({ overrides: [override({ agent_id: bob.id })] });
    await leave(ann);
    const answer = await duty(day);
    expect(told(answer)).toEqual(['00:00 10:00 Ann rotation', '12:00 14:00 Bob override', '16:00 00:00 Ann rotation']);
    expect(hours(answer)).toEqual(['10:00 12:00', '14:00 16:00']);
  });

  test('leave that waits for a decision changes nothing', async () => {
    await rota();
    await leave(ann, { requires_approval: true });
    expect(told(await duty(day))).toEqual(['00:00 00:00 Ann rotation']);
  });

  test('a disabled agent is not coming any more; what was, was', async () => {
    await rota();
    await calendar.thing('/Agent', { id: ann.id, isdisabled: true });
    server.clock.now = Date.parse('2030-01-08T15:00:00Z');
    const answer = await duty(day);
    expect([told(answer), hours(answer)]).toEqual([['00:00 15:00 Ann rotation'], ['15:00 00:00']]);
  });
});
