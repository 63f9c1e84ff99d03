import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AgentWeek, unpaidRate, weekOf } from '../../../test/support/agent-week.ts';
import { calendarOf, type Row } from '../../../test/support/calendar.ts';
import { isLong, LONG_TIME } from '../../../test/support/long.ts';
import { startTestServer, type TestServer } from '../../../test/support/server.ts';
import { slowWeek } from '../../../test/support/slow-timesheet.ts';
import { differences, type Figures, wireFigures, wireForecast } from '../../../test/support/week-figures.ts';
import { writeWeek } from '../../../test/support/week-writer.ts';
import { formatCivilDate } from '../../kernel/time/civil.ts';

/** Random weeks, entered through the API, have the figures of a slow reading of the contract. A failure names its seed:
 * ALMANAC_SEED looks at that week first. */
const weeks = isLong ? 300 : 15;
const firstSeed = Number(process.env.ALMANAC_SEED ?? (isLong ? Date.now() % 1_000_000_000 : 1));

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
  const rate = await calendarOf(server).thing('/Lookup', { lookupid: 17, name: 'Goodwill', value9: 'false' });
  expect(rate.id).toBe(unpaidRate);
});
afterAll(() => server.close());

test(`${weeks} random weeks: days, lists and forecasts tell what a slow reading does`, LONG_TIME, async () => {
  for (let seed = firstSeed; seed < firstSeed + weeks; seed++) {
    const week = await writeWeek(server, weekOf(seed));
    const slow = slowWeek(week);
    const whole = slow.map(wireFigures);
    const forecast = slow.map(wireForecast);
    const day = whole.map((figures, n) => without(figures, Object.keys(forecast[n] ?? {})));
    const wrong = {
      days: differences(await daysOf(week), day),
      list: differences(await rowsOf(week, '/Timesheet', '&showalldates=true'), day.map(listed)),
      forecast: differences(await rowsOf(week, '/Timesheet/forecasting', ''), forecast),
    };
    expect({ seed, ...wrong }).toEqual({ seed, days: [], list: [], forecast: [] });
  }
});

const without = (figures: Figures, names: readonly string[]): Figures =>
  Object.fromEntries(Object.entries(figures).filter(([name]) => !names.includes(name)));

/** The figures that a list has. */
const inLists = [
  'target_hours',
  'actual_hours',
  'unlogged_hours',
  'allowed_break_hours',
  'chargeable_hours',
  'work_hours',
];
const listed = (figures: Figures): Figures => Object.fromEntries(inLists.map((name) => [name, figures[name]]));

function reading({ reading: cut }: AgentWeek): string {
  if (cut === undefined) return '';
  return typeof cut === 'number' ? `&utcoffset=${cut}` : `&timezone=${cut}`;
}

async function daysOf(week: AgentWeek): Promise<Figures[]> {
  const found: Figures[] = [];
  for (const day of week.days) {
    const date = formatCivilDate(day);
    found.push(await answerOf(`/Timesheet/0?agent_id=${week.agent.id}&date=${date}T00:00:00.000Z${reading(week)}`));
  }
  return found.map(shown);
}

async function rowsOf(week: AgentWeek, path: string, more: string): Promise<Figures[]> {
  const [first, last] = [week.days[0] as number, week.days.at(-1) as number].map(formatCivilDate);
  const query = `agents=${week.agent.id}&start_date=${first}&end_date=${last}${reading(week)}${more}`;
  return (await answerOf(`${path}?${query}`)).map(shown);
}

async function answerOf(path: string): Promise<Row> {
  const answer = await server.api('GET', path);
  expect(answer.status, answer.text).toBe(200);
  return answer.body;
}

/** Times as instants. */
const shown = (row: Row): Figures => ({
  ...row,
  estimated_start_time: instantOf(row.estimated_start_time),
  estimated_end_time: instantOf(row.estimated_end_time),
});
const instantOf = (text: string | undefined) => (text === undefined ? null : Date.parse(`${text}Z`));
