import { afterAll, beforeAll, expect, test } from 'vitest';
import { at, type Calendar, calendarOf, type Person, type Row, type Values } from '../../../test/support/calendar.ts';
import { startTestServer, type TestServer } from '../../../test/support/server.ts';
import { otherTenant } from '../../../test/support/tenant.ts';

let server: TestServer;
let calendar: Calendar;
let boss: Person;
let ann: Person;
let stranger: Person;
beforeAll(async () => {
  server = await startTestServer();
  calendar = calendarOf(server);
  boss = await calendar.person({ role: 'manager' });
  ann = await calendar.person({ name: 'Ann', linemanager: boss.id });
  stranger = await calendar.person();
});
afterAll(() => server.close());

let hour = 0;
function booked(values: Values = {}, by: Person = ann): Promise<Row> {
  hour += 1;
  const times = { start_date: at('09:00', `2026-09-0${hour}`), end_date: at('10:00', `2026-09-0${hour}`) };
  return calendar.booked(ann, { ...times, ...values }, by);
}

const history = (id: unknown, by?: { token: string }) =>
  server.api('GET', `/Change?entity=appointment&id=${id}`, undefined, by ? { token: by.token } : {});
const actions = async (id: unknown, by?: Person) =>
  (await history(id, by)).body.changes.map((change: Row) => change.action);

test('the history of an appointment tells who did what, newest first, with before and after', async () => {
  const row = await booked();
  await calendar.saved({ id: row.id, subject: 'Second' }, boss);
  await calendar.remove(row.id, ann);
  await calendar.saved({ id: row.id, deleted: false }, ann);
  const { body } = await history(row.id, stranger);
  expect(body.record_count).toBe(4);
  const told = body.changes.map(({ action, agent_id, before, after }: Row) => [
    action,
    agent_id,
    before?.subject,
    after?.subject,
  ]);
  expect(told).toEqual([
    ['undelete', ann.id, 'Second', 'Second'],
    ['delete', ann.id, 'Second', 'Second'],
    ['update', boss.id, 'Visit', 'Second'],
    ['create', ann.id, undefined, 'Visit'],
  ]);
});

test('the history of a masked row is empty', async () => {
  const row = await booked({ is_private: true, subject: 'Doctor' });
  expect((await history(row.id, ann)).body.record_count).toBe(1);
  for (const by of [stranger, boss, undefined]) {
    const answer = await history(row.id, by);
    expect([answer.status, answer.body.record_count]).toEqual([200, 0]);
  }
});

test('a private past stays private, whatever the row is now', async () => {
  const row = await booked({ is_private: true, subject: 'Doctor' });
  await calendar.saved({ id: row.id, subject: 'Meeting', is_private: false }, ann);
  expect((await calendar.row(row.id, stranger)).subject).toBe('Meeting');
  expect((await history(row.id, stranger)).text).not.toContain('Doctor');
  expect(await actions(row.id, ann)).toEqual(['update', 'create']);
});

test('a draft has its history for those who see drafts', async () => {
  const row = await booked({ open_appointment_status: 2, subject: 'Secret plan' }, boss);
  expect((await history(row.id, stranger)).status).toBe(404);
  expect(await actions(row.id, boss)).toEqual(['create']);
  await calendar.saved({ id: row.id, subject: 'Plan', open_appointment_status: 0 }, boss);
  expect((await history(row.id, stranger)).text).not.toContain('Secret plan');
  expect(await actions(row.id)).toEqual(['update', 'create']);
});

test('a deleted row has one for those who may change it, and is not there for others', async () => {
  const row = await booked();
  await calendar.remove(row.id, ann);
  for (const by of [ann, boss, undefined]) expect(await actions(row.id, by)).toEqual(['delete', 'create']);
  const gone = await history(row.id, stranger);
  expect([gone.status, gone.body.Message]).toEqual([404, 'Record not found']);
});

test('ids that are none, of nothing, or of another tenant are 404', async () => {
  const row = await booked();
  const other = await otherTenant(server);
  expect((await history(row.id, other)).status).toBe(404);
  for (const id of ['999999', 'x', '1e3', '99999999999999999999', '-1', "1'--"]) {
    expect((await history(encodeURIComponent(id))).status, id).toBe(404);
  }
});
