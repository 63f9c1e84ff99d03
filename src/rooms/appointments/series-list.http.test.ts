import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Person, Values } from '../../../test/support/calendar.ts';
import { seriesOf } from '../../../test/support/series.ts';
import { startTestServer, type TestServer } from '../../../test/support/server.ts';

/** Every recurring parameter of the list, on a master with two children, one of them edited, and a plain appointment. */

let server: TestServer;
let calendar: ReturnType<typeof seriesOf>;
let agent: Person;
let masterId: number;

beforeAll(async () => {
  server = await startTestServer();
  server.clock.now = Date.parse('2026-05-01T12:00:00Z');
  calendar = seriesOf(server);
  agent = await calendar.person();
  masterId = (await calendar.master(agent, 'FREQ=DAILY;COUNT=2', { subject: 'Series' })).id;
  const [, second] = await calendar.children(masterId);
  await calendar.saved({ id: second.id, subject: 'Edited' });
  await calendar.booked(agent, {
    subject: 'Plain',
    start_date: '2026-05-04T12:00:00Z',
    end_date: '2026-05-04T13:00:00Z',
  });
  await calendar.saved({
    subject: 'Elsewhere',
    agent_id: agent.id,
    start_date: '2026-05-04T15:00:00Z',
    end_date: '2026-05-04T16:00:00Z',
    recurring_master_id: 'outlook-1',
  });
});
afterAll(() => server.close());

const cases: [Values, string[]][] = [
  [{}, ['Edited', 'Elsewhere', 'Plain', 'Series (child)', 'Series (master)']],
  [{ excluderecurring: true }, ['Plain']],
  [{ excluderecurringmaster: true }, ['Edited', 'Elsewhere', 'Plain', 'Series (child)']],
  [{ isrecurringmaster: true }, ['Series (master)']],
  [{ isrecurringchild: true }, ['Edited', 'Elsewhere', 'Series (child)']],
  [{ recurringchangeonly: true }, ['Edited']],
  [{ recurringmasterid: 'outlook-1' }, ['Elsewhere']],
  [{ recurringmasterid: 'MASTER' }, ['Edited', 'Series (child)']],
  [{ recurringmasterid: 'MASTER', recurringchangeonly: true }, ['Edited']],
  [{ isrecurringmaster: true, recurringmasterid: 'MASTER' }, []],
  [{ start_date: '2026-05-05', end_date: '2026-05-06' }, ['Edited']],
];

test.each(cases)('%j', async (query, expected) => {
  const asked = query.recurringmasterid === 'MASTER' ? { ...query, recurringmasterid: masterId } : query;
  const rows = await calendar.rows({ agents: agent.id, ...asked });
  const name = (row: { subject: string; _recurringmaster: boolean }) =>
    row.subject === 'Series' ? `Series (${row._recurringmaster ? 'master' : 'child'})` : row.subject;
  expect(rows.map(name).sort()).toEqual(expected);
});
