import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { at, type Calendar, calendarOf, type Person } from '../../../test/support/calendar.ts';
import { startTestServer, type TestServer } from '../../../test/support/server.ts';

let server: TestServer;
let calendar: Calendar;
let ann: Person;
beforeAll(async () => {
  server = await startTestServer();
  calendar = calendarOf(server);
  ann = await calendar.person({ name: 'Ann' });
  const client = await calendar.thing('/Client', { name: 'Acme Ltd' });
  const site = await calendar.thing('/Site', { name: 'North Plant', client_id: client.id });
  const user = await calendar.thing('/Users', { name: 'Uma Thor' });
  const hours = (from: number, to: number) => ({ start_date: at(`${from}:00`), end_date: at(`${to}:00`) });
  await calendar.saved([
    {
      subject: 'Replace 100% of the_printer',
      note: 'bring toner',
      agent_id: ann.id,
      ...hours(10, 11),
      client_id: client.id,
      appointment_type_id: 2,
      reminder_shown: true,
      entity: 2.5,
      calendar_id: 'Cal-1',
      other1: 5,
      is_active_shift: true,
      exchangelastmodifieddate: '2026-04-01T10:00:00',
    },
    { subject: 'Cable', agent_id: ann.id, ...hours(11, 12), site_id: site.id, other1: 50, entity: 10 },
    { subject: 'audit', agent_id: ann.id, ...hours(12, 13), user_id: user.id, appointment_location: 1 },
    { subject: 'Day off', agent_id: ann.id, allday: true, start_date_only: '2026-06-01', end_date_only: '2026-06-02' },
    { subject: "O'Neil; drop table appointment; --", agent_id: ann.id, ...hours(14, 15), other1: -3 },
  ]);
});
afterAll(() => server.close());

describe('search', () => {
  test.each([
    ['printer', ['Replace 100% of the_printer']],
    ['PRINTER replace', ['Replace 100% of the_printer']],
    ['printer toner', ['Replace 100% of the_printer']],
    ['toner', ['Replace 100% of the_printer']],
    ['acme', ['Replace 100% of the_printer']],
    ['north', ['Cable']],
    ['uma', ['audit']],
    ['on site', ['audit']],
    ['acme north', []],
    ['printer nothing', []],
    ['100%', ['Replace 100% of the_printer']],
    ['%', ['Replace 100% of the_printer']],
    ['the_p', ['Replace 100% of the_printer']],
    ['c_ble', []],
    ["o'neil", ["O'Neil; drop table appointment; --"]],
    ['\\', []],
    ['   ', ['Replace 100% of the_printer', 'Cable', 'audit', "O'Neil; drop table appointment; --", 'Day off']],
  ])('%j', async (search, expected) => {
    expect(await calendar.subjects({ search })).toEqual(expected);
  });
});

const search = (...filters: [name: string, type: unknown, value?: unknown][]) =>
  JSON.stringify(
    filters.map(([filter_name, filter_type, filter_value]) => ({ filter_name, filter_type, filter_value })),
  );

async function found(...filters: [string, unknown, unknown?][]): Promise<string[]> {
  return (await calendar.subjects({ advanced_search: search(...filters) }))
    .map((subject) => subject.slice(0, 7))
    .sort();
}

const all = ['Cable', 'Day off', "O'Neil;", 'Replace', 'audit'];
const except = (...some: string[]) => all.filter((one) => !some.includes(one));

/** Appointment_List of contract/wire.md section 6. */
const wireListProperties =
  `id agent_id start_date end_date last_modified allday holiday_id _canupdate _cancomplete colour
  entity ticket_id subject client_id client_name site_id site_name user_id user_name agent_name holiday_type
  appointment_type_name complete_status is_private reminder_shown is_task online_meeting_url organizer entryid changekey
  attendees _recurringmaster recurring_master_id type open_appointment_status appointment_location
  appointment_location_name approvalemailaddress requestedapprovalagent approvaldatetime approval_status _candelete
  appointment_location_free_text other1 other2 calendar_id exchangelastmodifieddate shift_type_id shift_team_id
  shift_team_name recurring_desc crmnote_id _dont_update_ticket is_active_shift is_ad_hoc_shift active_break shift_breaks
  halo_recurring_master_id`.split(/\s+/);

describe('advanced_search', () => {
  describe('texts, without regard to letter case', () => {
    test.each<[string, number, unknown, string[]]>([
      ['contains', 0, 'CABLE', ['Cable']],
      ['contains a wildcard as it is', 0, '100%', ['Replace']],
      ['does not contain', 1, 'a', ["O'Neil;"].filter(() => false)],
      ['does not contain', 1, 'cab', except('Cable')],
      ['equals', 2, 'cable', ['Cable']],
      ['differs', 3, 'cable', except('Cable')],
      ['greater', 4, 'cable', except('audit', 'Cable')],
      ['less', 5, 'cable', ['audit']],
      ['in', 6, 'cable, AUDIT,other', ['Cable', 'audit']],
      ['empty', 7, undefined, []],
      ['not empty', 8, undefined, all],
    ])('%s', async (_name, type, value, expected) => {
      expect(await found(['subject', type, value])).toEqual(expected);
    });

    test('one that is absent is empty, contains nothing, and differs', async () => {
      expect(await found(['client_name', 7])).toEqual(except('Replace'));
      expect(await found(['client_name', 8])).toEqual(['Replace']);
      expect(await found(['client_name', 0, 'acme'])).toEqual(['Replace']);
      expect(await found(['client_name', 1, 'acme'])).toEqual(except('Replace'));
      expect(await found(['client_name', 3, 'Acme Ltd'])).toEqual(except('Replace'));
      expect(await found(['client_name', 2, ''])).toEqual(except('Replace'));
    });
  });

  describe('numbers by size', () => {
    test.each<[string, string, number, unknown, string[]]>([
      ['an id equals', 'appointment_type_id', 2, 2, ['Replace']],
      ['a numeric text', 'appointment_type_id', 2, '2', ['Replace']],
      ['differs', 'appointment_type_id', 3, 2, except('Replace')],
      ['a kept one, greater', 'other1', 4, 5, ['Cable']],
      ['a kept one, greater than a smaller text', 'other1', 4, '4', ['Cable', 'Replace']],
      ['less, also below 0', 'other1', 5, 5, ["O'Neil;"]],
      ['in', 'other1', 6, '5, 50', ['Cable', 'Replace']],
      ['empty', 'other1', 7, undefined, ['Day off', 'audit']],
      ['not empty', 'other1', 8, '', ['Cable', "O'Neil;", 'Replace']],
      ['a fraction', 'entity', 2, 2.5, ['Replace']],
      ['a fraction, greater', 'entity', 4, '2.4', ['Cable', 'Replace']],
      ['contains, as it is written', 'entity', 0, '.5', ['Replace']],
    ])('%s', async (_name, property, type, value, expected) => {
      expect(await found([property, type, value])).toEqual(expected);
    });
  });

  describe('booleans', () => {
    test.each<[string, number, unknown, string[]]>([
      ['allday', 2, true, ['Day off']],
      ['allday', 2, 'True', ['Day off']],
      ['allday', 2, '1', ['Day off']],
      ['allday', 3, true, except('Day off')],
      ['allday', 2, 'false', except('Day off')],
      ['reminder_shown', 2, true, ['Replace']],
      ['is_active_shift', 2, true, ['Replace']],
      ['is_active_shift', 8, undefined, ['Replace']],
      ['is_active_shift', 2, false, except('Replace')],
      ['_canupdate', 2, true, all],
      ['deleted', 2, true, []],
    ])('%s %i %j', async (property, type, value, expected) => {
      expect(await found([property, type, value])).toEqual(expected);
    });
  });

  describe('dates by time', () => {
    test.each<[string, string, number, unknown, string[]]>([
      ['equals', 'start_date', 2, at('11:00'), ['Cable']],
      ['equals, with an offset', 'start_date', 2, '2026-05-04T13:00:00+02:00', ['Cable']],
      ['greater', 'start_date', 4, at('12:00'), ['Day off', "O'Neil;"]],
      ['less', 'end_date', 5, at('12:00'), ['Replace']],
      ['differs', 'start_date', 3, at('11:00'), except('Cable')],
      ['in', 'start_date', 6, `${at('11:00')},${at('12:00')}`, ['Cable', 'audit']],
      ['contains, as it is written', 'start_date', 0, '2026-05-04T11', ['Cable']],
      ['a kept one', 'exchangelastmodifieddate', 4, '2026-03-31', ['Replace']],
      ['a kept one, equals', 'exchangelastmodifieddate', 2, '2026-04-01T10:00:00Z', ['Replace']],
      ['a civil date equals', 'start_date_only', 2, '2026-06-01', ['Day off']],
      ['a civil date as it is written', 'start_date_only', 2, '2026-06-01T00:00:00', ['Day off']],
      ['a civil date, greater', 'end_date_only', 4, '2026-06-01', ['Day off']],
      ['a civil date, not greater than itself', 'end_date_only', 4, '2026-06-02T00:00:00', []],
      ['a civil date, less', 'start_date_only', 5, '2026-06-02', ['Day off']],
      ['a civil date, empty', 'start_date_only', 7, undefined, except('Day off')],
    ])('%s', async (_name, property, type, value, expected) => {
      expect(await found([property, type, value])).toEqual(expected);
    });
  });

  test('all filters must hold; names and types in any form', async () => {
    expect(await found(['subject', 0, 'a'], ['start_date', 4, at('11:30')])).toEqual(['Day off', "O'Neil;", 'audit']);
    expect(await found(['SUBJECT', '2', 'cable'])).toEqual(['Cable']);
    expect(await calendar.subjects({ Advanced_Search: '[]' })).toHaveLength(5);
  });

  test.each([
    ['no JSON', '{'],
    ['no array', '{"filter_name":"subject","filter_type":0,"filter_value":"x"}'],
    ['no object', '[1]'],
    ['an unknown name', search(['no_such_thing', 2, 'x'])],
    ['a column of the table that is no property', search(['tenant_id', 2, '1'])],
    ['no name', '[{"filter_type":2,"filter_value":"x"}]'],
    ['an unknown type', search(['subject', 9, 'x'])],
    ['no type', search(['subject', null, 'x'])],
    ['a number that is none', search(['other1', 2, 'x'])],
    ['a date that is none', search(['start_date', 4, 'soon'])],
    ['a civil date that is none', search(['start_date_only', 4, 'soon'])],
    ['a boolean that is none', search(['allday', 2, 'perhaps'])],
    ['SQL for a name', search(["subject'; drop table appointment; --", 2, 'x'])],
  ])('%s is a 400 that names the parameter', async (_name, text) => {
    const answer = await calendar.list({ advanced_search: text });
    expect(answer.status).toBe(400);
    expect(answer.body.errors).toHaveProperty(['advanced_search']);
  });

  test('every list property of the wire can be asked for and ordered by, though no row has it', async () => {
    for (const name of wireListProperties) {
      const asked = await calendar.list({ advanced_search: search([name, 8]), order: name });
      expect(asked.status, `${name} ${asked.text.slice(0, 200)}`).toBe(200);
      const all = (await found([name, 7])).length + (await found([name, 8])).length;
      expect(all, name).toBe(5);
    }
  });

  test('every list property can be asked for, in every way', async () => {
    const [row] = await calendar.rows({ agents: ann.id });
    const strange = { integer: '1', text: 'x' };
    for (const name of Object.keys(row)) {
      for (const type of [0, 1, 7, 8]) {
        const answer = await calendar.list({ advanced_search: search([name, type, strange.text]) });
        expect(answer.status, `${name} ${type} ${answer.text.slice(0, 200)}`).toBe(200);
      }
      for (const type of [2, 3, 6]) {
        const answer = await calendar.list({ advanced_search: search([name, type, row[name]]) });
        expect(answer.status, `${name} ${type} ${answer.text.slice(0, 200)}`).toBe(200);
        const ids = answer.body.appointments.map((one: { id: number }) => one.id);
        if (type === 3) expect(ids, name).not.toContain(row.id);
        else expect(ids, name).toContain(row.id);
      }
    }
  });
});
