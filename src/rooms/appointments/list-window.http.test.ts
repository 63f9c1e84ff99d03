import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { at, type Calendar, calendarOf, type Person, type Values } from '../../../test/support/calendar.ts';
import { startTestServer, type TestServer } from '../../../test/support/server.ts';

let server: TestServer;
let calendar: Calendar;
let ann: Person;
let bob: Person;
beforeAll(async () => {
  server = await startTestServer();
  calendar = calendarOf(server);
  ann = await calendar.person({ name: 'Ann' });
  bob = await calendar.person({ name: 'Bob' });
  await calendar.saved([
    { subject: 'nine', start_date: at('09:00'), end_date: at('10:00'), agent_id: ann.id },
    { subject: 'ten', start_date: at('10:00'), end_date: at('11:00'), agent_id: ann.id },
    { subject: 'instant', start_date: at('12:00'), end_date: at('12:00'), agent_id: ann.id },
    { subject: 'long', start_date: at('09:00', '2026-05-03'), end_date: at('10:00', '2026-05-06'), agent_id: bob.id },
    { subject: 'dateless', is_task: true, agent_id: ann.id },
  ]);
});
afterAll(() => server.close());

/** Subjects in a window, sorted; the dateless task, which is in every window, left out. */
async function inside(start: string | undefined, end: string | undefined, more: Values = {}): Promise<string[]> {
  const query = { ...(start && { start_date: start }), ...(end && { end_date: end }), ...more };
  const found = await calendar.subjects(query);
  expect(found).toContain('dateless');
  return found.filter((subject) => subject !== 'dateless').sort();
}

describe('start_date and end_date', () => {
  test.each([
    ['touching from the left', at('08:00'), at('09:00'), ['long']],
    ['one minute of the first', at('08:00'), at('09:01'), ['long', 'nine']],
    ['the last minute of the first', at('09:59'), at('10:00'), ['long', 'nine']],
    ['touching both', at('10:00'), at('10:30'), ['long', 'ten']],
    ['over both', at('09:30'), at('10:30'), ['long', 'nine', 'ten']],
    ['inside the long one only', at('20:00'), at('21:00'), ['long']],
    ['beginning with the instant', at('12:00'), at('12:30'), ['instant', 'long']],
    ['ending with the instant', at('11:30'), at('12:00'), ['long']],
    ['around the instant', at('11:59'), at('12:01'), ['instant', 'long']],
    ['after all', at('10:00', '2026-05-06'), at('11:00', '2026-05-06'), []],
    ['before all', at('08:00', '2026-05-03'), at('09:00', '2026-05-03'), []],
  ])('%s', async (_name, start, end, expected) => {
    expect(await inside(start, end)).toEqual(expected);
  });

  test('without length: what is going on just then', async () => {
    expect(await inside(at('09:30'), at('09:30'))).toEqual(['long', 'nine']);
    expect(await inside(at('10:00'), at('10:00'))).toEqual(['long']);
  });

  test('either may be missing', async () => {
    expect(await inside(at('10:00'), undefined)).toEqual(['instant', 'long', 'ten']);
    expect(await inside(undefined, at('10:00'))).toEqual(['long', 'nine']);
    expect((await inside(undefined, undefined)).length).toBe(4);
  });

  test('a task without a time is in every window, unless appointmentsonly is asked for', async () => {
    expect(await calendar.subjects({ start_date: at('09:30'), end_date: at('09:45'), agents: ann.id })).toEqual([
      'nine',
      'dateless',
    ]);
    const only = { start_date: at('09:30'), end_date: at('09:45'), agents: ann.id, appointmentsonly: true };
    expect(await calendar.subjects(only)).toEqual(['nine']);
  });

  test('that are no dates are a 400 that names the parameter', async () => {
    for (const name of ['start_date', 'end_date']) {
      const answer = await calendar.list({ [name]: 'yesterday' });
      expect(answer.status).toBe(400);
      expect(answer.body.errors).toHaveProperty([name]);
    }
  });
});

describe('a value without a suffix', () => {
  test('is UTC', async () => {
    expect(await inside('2026-05-04T09:30:00', '2026-05-04T10:00:00')).toEqual(['long', 'nine']);
  });

  test('is local by utcoffset, minutes, positive west; one with a suffix is not', async () => {
    expect(await inside('2026-05-04T05:30:00', '2026-05-04T06:00:00', { utcoffset: 240 })).toEqual(['long', 'nine']);
    expect(await inside('2026-05-04T11:30:00', '2026-05-04T12:00:00', { utcoffset: -120 })).toEqual(['long', 'nine']);
    const fixed = { utcoffset: 240 };
    expect(await inside('2026-05-04T09:30:00Z', '2026-05-04T12:00:00+02:00', fixed)).toEqual(['long', 'nine']);
  });

  test('is local by timezone, which wins over utcoffset', async () => {
    const both = { timezone: 'Europe/Berlin', utcoffset: 240 };
    expect(await inside('2026-05-04T11:30:00', '2026-05-04T12:00:00', both)).toEqual(['long', 'nine']);
    const winter = { timezone: 'America/New_York' };
    expect(await inside('2026-05-04T05:30:00', '2026-05-04T06:00:00', winter)).toEqual(['long', 'nine']);
  });

  test('may be a date only: midnight there', async () => {
    expect(await inside('2026-05-04', '2026-05-05')).toEqual(['instant', 'long', 'nine', 'ten']);
    expect(await inside('2026-05-05', '2026-05-06')).toEqual(['long']);
    expect(await inside('2026-05-04', '2026-05-05', { utcoffset: 840 })).toEqual(['long']);
    expect(await inside('2026-05-04', '2026-05-05', { timezone: 'Pacific/Kiritimati' })).toEqual(['long', 'nine']);
  });

  test('a timezone that is none, or an utcoffset of more than a day, is a 400', async () => {
    expect((await calendar.list({ timezone: 'Mars/Olympus' })).body.errors).toHaveProperty(['timezone']);
    expect((await calendar.list({ utcoffset: 100_000 })).status).toBe(400);
  });

  test('the offset does not change what goes out', async () => {
    const [row] = await calendar.rows({
      start_date: '2026-05-04T05:30:00',
      end_date: '2026-05-04T05:45:00',
      utcoffset: 240,
      agents: ann.id,
    });
    expect(row.start_date).toBe(at('09:00'));
  });
});

describe('agents', () => {
  const subjects = (query: Values) => calendar.subjects({ start_date: '2026-05-01', end_date: '2026-06-01', ...query });

  test('are a comma list; 0 is all; agent_id is the same, and both together are their union', async () => {
    expect(await subjects({ agents: bob.id })).toEqual(['long']);
    expect(await subjects({ agent_id: bob.id })).toEqual(['long']);
    const all = await subjects({});
    expect(all.length).toBe(5);
    expect(await subjects({ agents: `${ann.id},${bob.id}` })).toEqual(all);
    expect(await subjects({ agents: `${ann.id}, ${bob.id}` })).toEqual(all);
    expect(await subjects({ agents: ann.id, agent_id: bob.id })).toEqual(all);
    expect(await subjects({ agents: 0 })).toEqual(all);
    expect(await subjects({ agents: `0,${bob.id}` })).toEqual(all);
    expect(await subjects({ agents: 99_999 })).toEqual([]);
    expect((await calendar.list({ agents: 'ann' })).status).toBe(400);
  });

  test('of a collection, the rows of those agents', async () => {
    const agents = await Promise.all([1, 2, 3].map(() => calendar.person()));
    const window = { start_date: '2026-07-01T09:00:00', end_date: '2026-07-01T10:00:00' };
    await calendar.saved({ subject: 'Together', ...window, agents: agents.map(({ id }) => ({ id })) });
    const chosen = agents.slice(1).map(({ id }) => id);
    const rows = await calendar.rows({ agents: chosen.join(','), ...window, appointmentsonly: true });
    expect(rows.map((row) => row.agent_id)).toEqual(chosen);
  });
});
