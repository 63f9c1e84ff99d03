import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { at, type Calendar, calendarOf, type Person, type Row } from '../../../test/support/calendar.ts';
import { startTestServer, type TestServer } from '../../../test/support/server.ts';

let server: TestServer;
let calendar: Calendar;
beforeAll(async () => {
  server = await startTestServer();
  calendar = calendarOf(server);
});
afterAll(() => server.close());

describe('a delete', () => {
  test('answers 200 with the row, which is then gone from GET and lists, but not with includedeleted', async () => {
    const ann = await calendar.person();
    const made = await calendar.booked(ann);
    const answer = await calendar.remove(made.id);
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ id: made.id, subject: 'Visit', deleted: true, busy: false });
    expect(answer.body).toMatchObject({ _canupdate: false, _candelete: false });
    const gone = await calendar.read(made.id);
    expect([gone.status, gone.body.Message]).toEqual([404, 'Record not found']);
    expect((await calendar.remove(made.id)).status).toBe(404);
    expect(await calendar.rows({ agents: ann.id })).toEqual([]);
    expect(await calendar.rows({ agents: ann.id, includedeleted: true })).toMatchObject([
      { id: made.id, deleted: true },
    ]);
  });

  test('works under /api and in lower case', async () => {
    const made = await calendar.booked(await calendar.person());
    expect((await server.api('DELETE', `/api/appointment/${made.id}`)).status).toBe(200);
  });

  test('may name the type of a body that it does not send', async () => {
    const made = await calendar.booked(await calendar.person());
    const headers = { 'content-type': 'application/json; charset=utf-8' };
    const answer = await server.api('DELETE', `/Appointment/${made.id}`, undefined, { headers });
    expect([answer.status, answer.body.id]).toEqual([200, made.id]);
    const empty = await server.api('POST', '/Appointment', undefined, { headers });
    expect([empty.status, empty.body.code]).toEqual([400, 'invalid-fields']);
  });

  test('of an id that is none is 400, of one that never was 404', async () => {
    const wrong = await server.api('DELETE', '/Appointment/probe');
    expect(wrong.status).toBe(400);
    expect(wrong.body.errors).toEqual({ id: ["The value 'probe' is not valid."] });
    for (const id of [999_999, 0, -1]) expect((await calendar.remove(id)).status).toBe(404);
    const tooLarge = await server.api('GET', '/Appointment/99999999999');
    expect([400, 404]).toContain(tooLarge.status);
  });

  test('is told in the history, with ignoreexchangedelete when it was sent', async () => {
    const ann = await calendar.person();
    const remarks: unknown[] = [];
    for (const query of ['', '?ignoreexchangedelete=true', '?IgnoreExchangeDelete=True']) {
      const made = await calendar.booked(ann);
      await calendar.remove(made.id, undefined, query);
      const { rows } = await server.database.pool.query(
        "select action, after->'ignoreexchangedelete' as ignored from change where entity_id = $1 and entity = 'appointment' order by id desc limit 1",
        [String(made.id)],
      );
      remarks.push(rows[0]);
    }
    expect(remarks).toEqual([
      { action: 'delete', ignored: null },
      { action: 'delete', ignored: true },
      { action: 'delete', ignored: true },
    ]);
  });

  test('with deleted:true in an update does the same', async () => {
    const ann = await calendar.person();
    const made = await calendar.booked(ann);
    expect(await calendar.saved({ id: made.id, deleted: true })).toMatchObject({ deleted: true, busy: false });
    expect(await calendar.rows({ agents: ann.id })).toEqual([]);
  });
});

describe('an undelete', () => {
  test('is an update with deleted:false; any other update of a deleted row is 404', async () => {
    const ann = await calendar.person();
    const made = await calendar.booked(ann);
    await calendar.remove(made.id);
    for (const values of [{ subject: 'x' }, { deleted: true }, { deleted: null }]) {
      expect((await calendar.save({ id: made.id, ...values })).status).toBe(404);
    }
    const back = await calendar.saved({ id: made.id, deleted: false, subject: 'Back' });
    expect(back).toMatchObject({ id: made.id, subject: 'Back', busy: true, _candelete: true });
    expect(back).not.toHaveProperty('deleted');
    expect((await calendar.row(made.id)).subject).toBe('Back');
  });

  test('clashes like a creation', async () => {
    const ann = await calendar.person();
    const made = await calendar.booked(ann);
    await calendar.remove(made.id);
    await calendar.booked(ann, { start_date: at('09:30'), end_date: at('10:30') });
    expect((await calendar.save({ id: made.id, deleted: false })).status).toBe(409);
    expect((await calendar.read(made.id)).status).toBe(404);
    expect(await calendar.saved({ id: made.id, deleted: false, _force: true })).toMatchObject({ forced: true });
  });

  test('is for those who may delete; to others the row is not there', async () => {
    const boss = await calendar.person({ role: 'manager' });
    const ann = await calendar.person({ linemanager: boss.id });
    const bob = await calendar.person();
    const undelete = async (by: Person) => {
      const made = await calendar.booked(ann);
      await calendar.remove(made.id);
      const answer = await calendar.save({ id: made.id, deleted: false }, by);
      await calendar.remove(made.id);
      return answer.status;
    };
    expect(await undelete(ann)).toBe(201);
    expect(await undelete(boss)).toBe(201);
    expect(await undelete(bob)).toBe(404);
  });

  test('brings one row of a collection back beside the others', async () => {
    const [ann, bob] = [await calendar.person(), await calendar.person()];
    const hour = { start_date: at('09:00'), end_date: at('10:00') };
    const made = await calendar.saved({ ...hour, agents: [{ id: ann.id }, { id: bob.id }] });
    await calendar.remove(made.id);
    const [bobs] = await calendar.rows({ agents: bob.id });
    expect((await calendar.row(bobs.id)).agents.map((agent: Row) => agent.id)).toEqual([bob.id]);
    const back = await calendar.saved({ id: made.id, deleted: false });
    expect(back.agents.map((agent: Row) => agent.id)).toEqual([ann.id, bob.id]);
  });
});
