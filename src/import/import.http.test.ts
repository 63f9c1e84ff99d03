import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { busyLog, importInto, logLine, overlaps, writeLog } from '../../test/support/incident-log.ts';
import { startTestServer, type TestServer } from '../../test/support/server.ts';
import { readIncidentLog } from './incident-log.ts';

const incidents = 60;
const file = writeLog(busyLog(incidents));
let whole: TestServer;

beforeAll(async () => {
  whole = await startTestServer();
  await importInto(whole, file);
});
afterAll(() => whole.close());

describe('an import', () => {
  it('leaves no agent with two busy appointments at once, though some were wanted at the same time', async () => {
    const { appointments } = (await whole.api('GET', '/api/Appointment')).body;
    expect(appointments.filter((row: { busy: boolean }) => row.busy).length).toBeGreaterThan(3);
    expect(overlaps(appointments)).toEqual([]);
    const again = await startTestServer();
    const { replay } = await importInto(again, file);
    await again.close();
    expect(replay.moved).toBeGreaterThan(10);
    expect(replay.appointments.created).toBe(appointments.length);
  });

  it('run again makes nothing and writes nothing', async () => {
    const before = await countsOf(whole);
    const { things, replay } = await importInto(whole, file);
    expect(Object.values(things).map(({ created, skipped }) => created + skipped.length)).toEqual(Array(7).fill(0));
    expect([replay.appointments.created, replay.moved, replay.completions.created]).toEqual([0, 0, 0]);
    expect(await countsOf(whole)).toEqual(before);
  });

  it('writes the history of what it makes, as the admin', async () => {
    const { tickets } = (await whole.api('GET', '/api/Tickets?count=1')).body;
    const { changes } = (await whole.api('GET', `/api/Change?entity=ticket&id=${tickets[0].id}`)).body;
    expect(changes.map((row: { agent_id: number; action: string }) => [row.agent_id, row.action])).toEqual([
      [whole.adminId, 'create'],
    ]);
  });

  it.each([1, 130, 200, 250, 300])('stopped after %i things goes on, and ends like one that was not', async (stop) => {
    const server = await startTestServer();
    const interrupted = importInto(server, file, (done) => {
      if (done >= stop) throw new Error('the power went off');
    });
    await expect(interrupted).rejects.toThrow('the power went off');
    await importInto(server, file);
    expect(await picture(server)).toEqual(await picture(whole));
    expect(await countsOf(server)).toEqual(await countsOf(whole));
    await server.close();
  });

  it('two at the same time come to the same as one', async () => {
    const server = await startTestServer();
    await Promise.all([importInto(server, file), importInto(server, file)]);
    expect(await picture(server)).toEqual(await picture(whole));
    await server.close();
  });

  it('leaves out damaged lines, tells which and why, and takes the rest', async () => {
    const lines = busyLog(4);
    const damaged = [
      `${lines[0]},one more`,
      lines[1]?.replace('01-03-2016 08:0', '01-13-2016 08:0'),
      lines[2]?.replace(',', ',"'),
      logLine({ number: 'INC"9"', sys_updated_at: '01-03-2016 09:00' }),
      '',
      'INC',
      lines[3]?.replace(',?,', ',"?",'),
      ...lines.slice(4),
    ].map(String);
    const log = await readIncidentLog(writeLog(damaged));
    expect(log.bad).toEqual([
      { line: 2, reason: 'has 37 columns instead of 36' },
      { line: 3, reason: expect.stringContaining('is no date like') },
      { line: 4, reason: 'has quotation marks that do not fit' },
      { line: 5, reason: 'has quotation marks that do not fit' },
      { line: 7, reason: 'has 1 columns instead of 36' },
    ]);
    expect([log.read, log.lines.length]).toEqual([18, 13]);
  });

  it('takes what the desk already has under the same name', async () => {
    const server = await startTestServer();
    await server.api('POST', '/api/Team', [{ name: 'group 1' }]);
    const { things } = await importInto(server, file);
    expect(things.teams).toEqual({ created: 1, present: 1, skipped: [] });
    await server.close();
  });

  it('skips what the rules refuse, says why, and takes the rest', async () => {
    const server = await startTestServer();
    await server.api('POST', '/api/Agent', [
      { name: 'R. Two', email: 'Resolver-2@incidents.invalid', isdisabled: true },
    ]);
    const { replay } = await importInto(server, file);
    expect(replay.appointments.skipped.length).toBeGreaterThan(5);
    expect(new Set(replay.appointments.skipped.map(({ reason }) => reason))).toEqual(
      new Set(['R. Two is disabled and gets no new appointments.']),
    );
    expect(replay.appointments.created + replay.appointments.skipped.length).toBe((await countsOf(whole)).appointment);
    await server.close();
  });
});

/** Everything that an import makes, without ids and without when it was made. */
async function picture(server: TestServer): Promise<unknown> {
  const lists = await Promise.all(
    ['/Appointment', '/Tickets', '/Users', '/Site', '/Asset', '/Agent', '/Team'].map(async (path) => {
      const { body } = await server.api('GET', `/api${path}`);
      return Array.isArray(body) ? body : (Object.values(body).find(Array.isArray) as unknown[]);
    }),
  );
  const plain = JSON.stringify(lists, (name, value) =>
    /(^|_)id$|^_|^last_modified$|^date_created$|^complete_agent_id$/.test(name) ? undefined : value,
  );
  return (JSON.parse(plain) as object[][]).map((rows) => rows.map((row) => JSON.stringify(row)).sort());
}

async function countsOf({ database }: TestServer): Promise<Record<string, number>> {
  const { rows } = await database.pool.query(
    `select (select count(*) from appointment) as appointment, (select count(*) from ticket) as ticket,
       (select count(*) from change) as change, (select count(*) from import_origin) as origin`,
  );
  return rows[0];
}
