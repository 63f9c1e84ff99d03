import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { at, type Calendar, calendarOf } from '../../../test/support/calendar.ts';
import { startTestServer, type TestServer } from '../../../test/support/server.ts';

let server: TestServer;
let calendar: Calendar;
beforeAll(async () => {
  server = await startTestServer();
  calendar = calendarOf(server);
});
afterAll(() => server.close());

const hour = { start_date: at('09:00'), end_date: at('10:00') };

describe('kept properties', () => {
  const kept = {
    inform_agents: true,
    estimate: 1.5,
    category1: 'a>b',
    other1: 7,
    note_html: '<p>Hello "there"</p>',
    reminderdate: '2026-05-04T08:45:00',
    contact_address: { line1: 'Main St 1', country: { code: 'DE' } },
    outcomes: [{ id: 3, name: 'fine' }, 4],
    utcoffset: 240,
  };

  test('are returned as given, by the creation, GET and after an update of something else', async () => {
    const ann = await calendar.person();
    const made = await calendar.booked(ann, kept);
    expect(made).toMatchObject(kept);
    expect(await calendar.row(made.id)).toMatchObject(kept);
    expect(await calendar.saved({ id: made.id, subject: 'Other' })).toMatchObject({ ...kept, subject: 'Other' });
    const cleared = await calendar.saved({ id: made.id, category1: null, contact_address: null });
    expect(cleared).not.toHaveProperty('category1');
    expect(cleared).not.toHaveProperty('contact_address');
    expect(cleared.estimate).toBe(1.5);
  });

  test('nulls inside them are left out', async () => {
    const ann = await calendar.person();
    const answer = await calendar.save({
      ...hour,
      agent_id: ann.id,
      contact_address: { line1: null, line2: 'b', deep: { x: null } },
    });
    expect(answer.body.contact_address).toEqual({ line2: 'b', deep: {} });
  });

  test('commands are not kept', async () => {
    const ann = await calendar.person();
    const commands = { _force: true, _iscloning: true, _dont_trigger_mentions: true, _importtype: 'x', _warning: 'y' };
    const made = await calendar.booked(ann, commands);
    const shown = Object.keys(await calendar.row(made.id)).filter((name) => name.startsWith('_'));
    expect(shown.sort()).toEqual(['_cancomplete', '_candelete', '_canupdate', '_etag', '_recurringmaster']);
  });
});

describe('import', () => {
  test('names become ids, with _isimport only', async () => {
    const ann = await calendar.person({ name: 'Ann Import' });
    const bob = await calendar.person();
    const user = await calendar.thing('/Users', { name: 'Uma Import' });
    const names = {
      import_agent_ids: `ann import, ${bob.email}`,
      import_user: 'UMA IMPORT',
      import_appointment_type: 'Meeting',
      import_open_appointment_status: 'Tentative',
      import_agent_status: 'free',
    };
    const made = await calendar.saved({ ...hour, subject: 'Imported', _isimport: true, ...names });
    expect(made).toMatchObject({
      agent_id: ann.id,
      agents: [{ id: ann.id }, { id: bob.id }],
      user_id: user.id,
      appointment_type_id: 4,
      open_appointment_status: 1,
      agent_status: 0,
    });
    expect(made).not.toHaveProperty('import_user');
    const without = await calendar.save({ ...hour, subject: 'Not imported', ...names });
    expect(without.status).toBe(400);
  });

  test('a name that nothing has is a 400 that names its field', async () => {
    for (const field of [
      'import_agent_ids',
      'import_user',
      'import_appointment_type',
      'import_open_appointment_status',
    ]) {
      const ann = await calendar.person();
      const answer = await calendar.save({ ...hour, agent_id: ann.id, _isimport: true, [field]: 'No such thing' });
      expect(answer.status).toBe(400);
      expect(answer.body.errors).toHaveProperty([`[0].${field}`]);
    }
  });
});
