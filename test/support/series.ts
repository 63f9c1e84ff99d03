import { RRuleTemporal } from 'rrule-temporal';
import { expect } from 'vitest';
import type { Person, Row, Values } from './calendar.ts';
import { calendarOf } from './calendar.ts';
import type { ApiAnswer, TestServer } from './server.ts';

/** What tests of recurring appointments do again and again. */
export function seriesOf(server: TestServer) {
  const calendar = calendarOf(server);

  /** A master with its schedule, from 09:00 to 10:00 UTC unless said otherwise. */
  function master(agents: Person | Person[], schedule: Values | string, values: Values = {}): Promise<Row> {
    const owners = Array.isArray(agents) ? agents : [agents];
    return calendar.saved({
      subject: 'Visit',
      agents: owners.map(({ id }) => ({ id })),
      start_date: '2026-05-04T09:00:00Z',
      end_date: '2026-05-04T10:00:00Z',
      schedule: typeof schedule === 'string' ? { rrule: schedule } : schedule,
      ...values,
    });
  }

  /** The rows of a series, in the order of their original starts. */
  async function children(id: number, query: Values = {}): Promise<Row[]> {
    const rows = await calendar.rows({ recurringmasterid: id, showshifts: true, ...query });
    return rows.sort(
      (one, other) => (one.original_start < other.original_start ? -1 : 1) || one.agent_id - other.agent_id,
    );
  }

  /** A series of which 7 May is edited, 8 May is a tombstone and 9 May is done. */
  async function livedIn(agent: Person): Promise<{ id: number; rows: Row[] }> {
    const { id } = await master(agent, 'FREQ=DAILY;COUNT=6');
    const rows = await children(id);
    await calendar.saved({ id: rows[3].id, subject: 'Edited' });
    await calendar.remove(rows[4].id);
    await calendar.saved({ id: rows[5].id, complete_status: 0 });
    return { id, rows: await children(id, { includedeleted: true }) };
  }

  /** `04 09:00 Visit`, with a mark for what it is. */
  async function shown(id: number): Promise<string[]> {
    const exceptions = new Set(
      (await calendar.rows({ recurringmasterid: id, recurringchangeonly: true })).map((row) => row.id),
    );
    return (await children(id, { includedeleted: true })).map((row) => {
      const mark = row.deleted
        ? ' deleted'
        : row.complete_status === 0
          ? ' done'
          : exceptions.has(row.id)
            ? ' exception'
            : '';
      return `${row.start_date.slice(8, 10)} ${row.start_date.slice(11, 16)} ${row.subject}${mark}`;
    });
  }

  const starts = async (id: number, query: Values = {}): Promise<string[]> =>
    (await children(id, query)).map((row) => row.start_date.slice(0, 16));

  async function scheduleOf(id: number, type = 1): Promise<Row> {
    const answer = await server.api('GET', `/Schedule?type=${type}&primaryid=${id}`);
    expect(answer.status, answer.text).toBe(200);
    return answer.body[0] ?? answer.body.schedules?.[0];
  }

  const generate = (ids: number[], by?: Person): Promise<ApiAnswer> =>
    server.api('POST', '/Appointment/Generate', ids, by ? { token: by.token } : {});

  /** The series as other programs exchange it (RRULE, EXDATE of deleted occurrences, edited ones in place of their own),
   * made from what the API answers and expanded by another library, up to an instant. */
  async function exported(id: number, until: string): Promise<string[]> {
    const schedule = await scheduleOf(id);
    const rows = await children(id, { includedeleted: true });
    const tombstones = rows.filter((row) => row.deleted).map((row) => row.original_start);
    const moved = rows.filter((row) => !row.deleted && row.start_date !== row.original_start);
    const rule = expandElsewhere(schedule, tombstones, until);
    const replaced = new Set(moved.map((row) => minutes(row.original_start)));
    return [...rule.filter((start) => !replaced.has(start)), ...moved.map((row) => minutes(row.start_date))].sort();
  }

  return { ...calendar, master, children, livedIn, shown, starts, scheduleOf, generate, exported };
}

const minutes = (wire: string) => wire.slice(0, 16);

function expandElsewhere(schedule: Row, exdates: string[], until: string): string[] {
  const { rrule, startdate, timezone } = schedule;
  const lines = rrule.includes(':') ? rrule.split('\n') : [`RRULE:${rrule}`];
  const out = exdates.map((start) => `EXDATE:${start.replace(/[-:]/g, '').slice(0, 15)}Z`);
  const text = [`DTSTART;TZID=${timezone}:${localText(startdate, timezone)}`, ...lines, ...out].join('\n');
  const found = new RRuleTemporal({ rruleString: text }).between(new Date('1900-01-01Z'), new Date(until), true);
  return found.map((date) => minutes(new Date(Number(date.epochMilliseconds)).toISOString()));
}

/** `20260105T090000`, what the clocks of a zone show. */
function localText(wire: string, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
  return parts
    .format(new Date(`${wire}Z`))
    .replace(' ', 'T')
    .replace(/[-:]/g, '');
}
