import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Person, Values } from '../../../test/support/calendar.ts';
import { all, type OverlayWeek, overlayWeek } from '../../../test/support/overlay.ts';
import { startTestServer, type TestServer } from '../../../test/support/server.ts';
import { otherTenant } from '../../../test/support/tenant.ts';
import { listProperties } from './row-sql.ts';

/** What a list asks of its rows is asked of overlay rows, too. */

let server: TestServer;
let week: OverlayWeek;
beforeAll(async () => {
  server = await startTestServer();
  week = await overlayWeek(server);
});
afterAll(() => server.close());

const all7 = () => ['Labour Day', 'Roll-out', 'Visit', 'New switch', 'Half', 'Sea'];
const filter = (filter_name: string, filter_type: number, filter_value = '') => ({
  advanced_search: JSON.stringify([{ filter_name, filter_type, filter_value }]),
});

describe('every filter is asked of overlay rows, too', () => {
  test.each<[string, () => Values, string[]]>([
    ['client_id', () => ({ client_id: week.client.id }), ['Roll-out']],
    ['site_id', () => ({ site_id: week.site.id }), ['Roll-out']],
    ['ticket_id', () => ({ ticket_id: week.change.id }), ['New switch']],
    ['toplevel_id', () => ({ toplevel_id: 9 }), ['Roll-out']],
    ['assets', () => ({ assets: week.project.assets[0].id }), ['Roll-out']],
    ['locations', () => ({ locations: '2' }), []],
    ['types', () => ({ types: '5' }), []],
    ['statuses', () => ({ statuses: '1' }), []],
    ['search in the subject', () => ({ search: 'labour' }), ['Labour Day']],
    ['search in names', () => ({ search: 'roll ward' }), ['Roll-out']],
    ['excludenonticketapptodo', () => ({ excludenonticketapptodo: true }), all7().filter((name) => name !== 'Visit')],
    ['excluderecurring', () => ({ excluderecurring: true }), all7()],
    ['isrecurringmaster', () => ({ isrecurringmaster: true }), []],
    ['isrecurringchild', () => ({ isrecurringchild: true }), []],
    ['getopenjourney', () => ({ getopenjourney: true }), []],
    ['my_approvals', () => ({ my_approvals: true }), []],
    ['subject contains', () => filter('subject', 0, 'SWITCH'), ['New switch']],
    ['ticket_id empty', () => filter('ticket_id', 7), ['Labour Day', 'Visit', 'Half', 'Sea']],
    ['holiday_id equals', () => filter('holiday_id', 2, week.holiday.id), ['Labour Day']],
    ['agent_name in', () => filter('agent_name', 6, 'Bob,West'), ['New switch', 'Sea']],
    ['start_date greater', () => filter('start_date', 4, '2026-05-06T11:00:00'), ['Half', 'Sea']],
    ['_canupdate false', () => filter('_canupdate', 2, 'false'), all7().filter((name) => name !== 'Visit')],
    ['_etag empty', () => filter('_etag', 7), ['Labour Day', 'Roll-out', 'New switch', 'Half']],
    ['kind in', () => filter('kind', 6, 'change,project'), ['Roll-out', 'New switch']],
    ['kind empty', () => filter('kind', 7), ['Visit', 'Sea']],
  ])('%s', async (_name, query, expected) => {
    expect(await week.subjects({ ...all, showholidayonce: true, ...query() })).toEqual(expected);
  });
  test('every list property can be asked for and ordered by', async () => {
    for (const name of [...Object.keys(listProperties), 'kind', '_dont_update_ticket']) {
      const query = { ...week.asked, ...all, order: name, orderdesc: true, ...filter(name, 1, '~') };
      const answer = await week.calendar.list(query);
      expect([name, answer.status, answer.body.record_count]).toEqual([name, 200, 10]);
    }
  });

  test('an order goes through stored and overlay rows alike', async () => {
    const order = { ...all, showholidayonce: true, order: 'subject', orderdesc: true };
    expect(await week.subjects(order)).toEqual(['Visit', 'Sea', 'Roll-out', 'New switch', 'Labour Day', 'Half']);
    const byAgent = { ...all, order: 'agent_name', order2: 'subject', orderdesc2: true };
    expect((await week.shown(byAgent)).map(({ agent_name, subject }) => `${agent_name} ${subject}`)).toEqual([
      'Ann Visit',
      'Ann Roll-out',
      'Ann Labour Day',
      'Ann Half',
      'Bob Sea',
      'Bob New switch',
      'Bob Labour Day',
      'Bob Half',
      'West Labour Day',
      'West Half',
    ]);
  });
});

test('a private appointment is masked among overlay rows, and a search finds only what the reader may know', async () => {
  const secret = { subject: 'Roll-call', is_private: true, start_date: '2026-05-09T09:00:00' };
  const row = await week.calendar.booked(week.ann, { ...secret, end_date: '2026-05-09T10:00:00' }, week.ann);
  const seen = async (query: Values, by: Person) =>
    (await week.shown({ ...all, ...query }, by)).map((one) => one.subject);
  expect(await seen({ agents: week.ann.id }, week.bob)).toEqual(['Labour Day', 'Roll-out', 'Visit', 'Half', 'Private']);
  expect(await seen({ agents: week.ann.id, search: 'roll' }, week.bob)).toEqual(['Roll-out']);
  expect(await seen({ agents: week.ann.id, search: 'roll' }, week.ann)).toEqual(['Roll-out', 'Roll-call']);
  await week.calendar.remove(row.id, week.ann);
});

test('another tenant’s tickets and holidays are in no list', async () => {
  const other = await otherTenant(server);
  const answer = await server.api(
    'GET',
    '/Appointment?showholidays=true&showprojects=true&showchanges=true&agents=0',
    undefined,
    { token: other.token },
  );
  expect(answer.body.appointments).toEqual([]);
  const asked = `/Appointment?showholidays=true&showprojects=true&showchanges=true&agents=${week.asked.agents}`;
  expect((await server.api('GET', asked, undefined, { token: other.token })).body.appointments).toEqual([]);
});
