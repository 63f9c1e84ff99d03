import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { at, type Calendar, calendarOf, type Person, type Values } from '../../../test/support/calendar.ts';
import { openFeed } from '../../../test/support/feed.ts';
import { startTestServer, type TestServer } from '../../../test/support/server.ts';

let server: TestServer;
let calendar: Calendar;
let ann: Person;
let ben: Person;

beforeAll(async () => {
  server = await startTestServer();
  server.clock.now = Date.parse('2026-05-04T10:00:00Z');
  calendar = calendarOf(server);
  [ann, ben] = [await calendar.person({ name: 'Ann' }), await calendar.person({ name: 'Ben' })];
});
afterAll(() => server.close());

const views = (method: string, body: unknown, by: Person, path = '', headers: Record<string, string> = {}) =>
  server.api(method, `/Board/View${path}`, body, { token: by.token, headers });

describe('saved views', () => {
  test('are the agent’s own until they are shared', async () => {
    const made = await views('POST', [{ name: ' Mornings ', settings: { view: 'day', teams: [1] } }], ann);
    expect([made.status, made.body]).toEqual([
      201,
      {
        id: expect.any(Number),
        name: 'Mornings',
        shared: false,
        settings: { view: 'day', teams: [1] },
        agent_id: ann.id,
        agent_name: 'Ann',
        last_modified: '2026-05-04T10:00:00',
        _etag: made.headers.get('etag'),
        _canupdate: true,
      },
    ]);
    const names = async (by: Person) => (await views('GET', undefined, by)).body.map((view: Values) => view.name);
    expect([await names(ann), await names(ben)]).toEqual([['Mornings'], []]);
    expect((await views('POST', [{ id: made.body.id, name: 'Mine now' }], ben)).status).toBe(404);
    await views('POST', [{ id: made.body.id, shared: true }], ann);
    expect(await names(ben)).toEqual(['Mornings']);
    expect((await views('GET', undefined, ben)).body[0]).toMatchObject({
      _canupdate: false,
      settings: { view: 'day', teams: [1] },
    });
    expect((await views('POST', [{ id: made.body.id, name: 'Mine now' }], ben)).status).toBe(403);
    expect((await views('DELETE', undefined, ben, `/${made.body.id}`)).status).toBe(403);
    expect((await server.api('POST', '/Board/View', [{ id: made.body.id, name: 'Admins may' }])).status).toBe(201);
    expect(await names(ann)).toEqual(['Admins may']);
    expect((await views('DELETE', undefined, ann, `/${made.body.id}`)).body.name).toBe('Admins may');
    expect(await names(ben)).toEqual([]);
  });

  test('all or none, with a name that the agent has once', async () => {
    const both = await views('POST', [{ name: 'One' }, { name: 'ONE' }], ann);
    expect([both.status, Object.keys(both.body.errors)]).toEqual([400, ['[1].name']]);
    expect((await views('GET', undefined, ann)).body).toEqual([]);
    expect((await views('POST', [{ settings: {} }], ann)).status).toBe(400);
    expect((await views('POST', [{ name: 'Large', settings: { text: 'x'.repeat(20_001) } }], ann)).status).toBe(400);
  });

  test('If-Match keeps one from being written over', async () => {
    const made = await views('POST', [{ name: 'Tagged' }], ann);
    const etag = made.headers.get('etag') as string;
    const save = (name: string) => views('POST', [{ id: made.body.id, name }], ann, '', { 'if-match': etag });
    expect((await save('Newer')).status).toBe(201);
    const late = await save('Late');
    expect([late.status, late.body.current.name, late.body.changed_by.agent_name]).toEqual([412, 'Newer', 'Ann']);
    const history = await server.api('GET', `/Change?entity=board_view&id=${made.body.id}`, undefined, {
      token: ann.token,
    });
    expect(history.body.changes.map(({ action }: Values) => action)).toEqual(['update', 'create']);
    const others = await server.api('GET', `/Change?entity=board_view&id=${made.body.id}`, undefined, {
      token: ben.token,
    });
    expect(others.status).toBe(404);
  });
});

describe('suggestions', () => {
  const ask = async (query: string) => server.api('GET', `/Board/Suggestions?${query}`);
  const monday = (time: string) => at(time, '2026-05-04');

  test('take estimate, skills and team of the ticket, and begin now', async () => {
    const [dan, eve] = [await calendar.person({ name: 'Dan' }), await calendar.person({ name: 'Eve' })];
    const team = await calendar.thing('/Team', { name: 'Jobs', members: [dan.id, eve.id] });
    await calendar.thing('/Agent', { id: eve.id, skills: ['Printers'] });
    await calendar.booked(eve, { start_date: monday('10:00'), end_date: monday('11:00') });
    const ticket = await calendar.thing('/Tickets', {
      summary: 'Printer',
      estimate: 2,
      skills: ['printers'],
      team_id: team.id,
    });
    const { body } = await ask(`ticket_id=${ticket.id}`);
    expect(body).toMatchObject({ ticket_id: ticket.id, duration_hours: 2, skills: ['printers'] });
    expect(body.suggestions).toHaveLength(2);
    expect(body.suggestions[0]).toEqual({
      agent_id: eve.id,
      agent_name: 'Eve',
      start_date: monday('11:00'),
      end_date: monday('13:00'),
      start_label: 'Mon 4 May, 11:00',
      load_hours: 1,
      work_hours: 8.5,
      skills: ['printers'],
      missing_skills: [],
      reasons: [
        { code: 'free', at: 'Mon 4 May, 11:00', text: 'Free from Mon 4 May, 11:00' },
        { code: 'skills', has: 1, of: 1, text: 'Has 1 of 1 skills' },
        { code: 'load', booked: 1, work: 8.5, text: '1 of 8.5 hours of that day are taken' },
      ],
    });
    // Nobody begins in the past, whatever day the board shows.
    expect(body.suggestions[1]).toMatchObject({
      agent_name: 'Dan',
      start_date: monday('10:00'),
      missing_skills: ['printers'],
    });
    const past = await ask(`ticket_id=${ticket.id}&start_date=2026-05-04`);
    expect(past.body.suggestions[1].start_date).toBe(monday('10:00'));
    const names = async (query: string) => (await ask(query)).body.suggestions.map((one: Values) => one.agent_name);
    expect(await names(`ticket_id=${ticket.id}&skills=gas`)).toEqual(['Dan', 'Eve']);
    expect(await names(`ticket_id=${ticket.id}&duration_hours=7`)).toEqual(['Eve', 'Dan']);
    expect(await names(`ticket_id=${ticket.id}&count=1`)).toEqual(['Eve']);
    expect(await names(`ticket_id=${ticket.id}&agents=${dan.id}`)).toEqual(['Dan']);
    expect(await names(`ticket_id=${ticket.id}&team_id=0`)).toContain('Ann');
    expect(await names(`duration_hours=1&team_id=${team.id}&end_date=2026-05-04T10:30:00Z`)).toEqual([]);
    const german = await ask(`ticket_id=${ticket.id}&locale=de&timezone=Europe/Berlin`);
    expect(german.body.suggestions[0].start_label).toBe('Mo., 4. Mai, 13:00');
  });

  test('a ticket that is not there is 404, a job that takes no time 400', async () => {
    expect((await ask('ticket_id=99999')).status).toBe(404);
    expect((await ask('duration_hours=0')).status).toBe(400);
    expect((await ask('duration_hours=1&timezone=Nowhere')).status).toBe(400);
  });
});

describe('publishing', () => {
  const publish = (body: Values, by?: Person) =>
    server.api('POST', '/Board/Publish', body, by ? { token: by.token } : {});
  const drafts = async (date: string, agent: Person, by?: Person) => {
    const hour = { start_date: at('09:00', date), end_date: at('10:00', date), open_appointment_status: 2 };
    return [
      await calendar.booked(agent, hour, by),
      await calendar.booked(agent, { ...hour, start_date: at('09:30', date) }, by),
    ];
  };

  test('makes drafts firm, all of them or none', async () => {
    const [one, two] = await drafts('2026-06-01', ann);
    const clash = await publish({ ids: [one?.id, two?.id] });
    expect([clash.status, clash.body.code]).toEqual([409, 'appointment-clash']);
    expect((await calendar.row(one?.id)).open_appointment_status).toBe(2);
    const tried = await publish({ ids: [one?.id], _validateonly: true });
    expect([tried.status, tried.body.published]).toEqual([200, 1]);
    expect((await calendar.row(one?.id)).open_appointment_status).toBe(2);
    const forced = await publish({ ids: [one?.id, two?.id], _force: true });
    expect([forced.status, forced.body.published]).toEqual([200, 2]);
    expect(forced.body.appointments).toMatchObject([
      { id: one?.id, open_appointment_status: 0, busy: true },
      { id: two?.id, open_appointment_status: 0, busy: true, forced: true },
    ]);
  });

  test('of one alone, by whoever may change it, and of no other', async () => {
    const [one] = await drafts('2026-06-02', ann, ann);
    expect((await publish({ ids: [one?.id] }, ann)).body.appointments).toMatchObject([{ id: one?.id, busy: true }]);
    const [other] = await drafts('2026-06-03', ann, ann);
    expect((await publish({ ids: [other?.id] }, ben)).status).toBe(404);
    expect((await publish({ ids: [other?.id, 0] })).status).toBe(404);
    expect((await publish({ ids: [] })).status).toBe(400);
    expect((await calendar.row(other?.id)).open_appointment_status).toBe(2);
  });

  test('once for an Idempotency-Key', async () => {
    const [one] = await drafts('2026-06-04', ann, ann);
    const options = { token: ann.token, headers: { 'idempotency-key': 'publish' } };
    const first = await server.api('POST', '/Board/Publish', { ids: [one?.id] }, options);
    const again = await server.api('POST', '/Board/Publish', { ids: [one?.id] }, options);
    expect([again.text, again.headers.get('idempotency-replayed')]).toEqual([first.text, 'true']);
  });
});

test('a stopping server says so to those who listen, and stops', async () => {
  const stopping = await startTestServer();
  const token = await stopping.tokenFor(stopping.adminId);
  const feeds = await Promise.all([1, 2, 3].map(() => openFeed(stopping.url, { authorization: `Bearer ${token}` })));
  await stopping.close();
  await Promise.all(feeds.map((feed) => feed.ended));
  for (const feed of feeds) expect(feed.events.at(-1)).toMatchObject({ name: 'bye', data: { reason: 'stopping' } });
});
