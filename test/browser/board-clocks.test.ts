import type { Page } from 'playwright-core';
import { Temporal } from 'temporal-polyfill';
import { expect, test } from 'vitest';
import { boardStage, picture } from '../support/board-page.ts';

/** Weeks in which the clocks change: every block stands beside the label of its hour. */

const stage = boardStage();

/** Zone, Monday, day of the change, its hours, and how many have gone by when its clock shows three in the afternoon. */
const weeks = [
  ['Europe/London', '2026-03-23', 6, 23, 14],
  ['Europe/London', '2026-10-19', 6, 25, 16],
  ['America/New_York', '2026-03-02', 6, 23, 14],
  ['America/New_York', '2026-10-26', 6, 25, 16],
  ['Asia/Kolkata', '2026-03-23', 6, 24, 15],
  ['Australia/Lord_Howe', '2026-09-28', 6, 23.5, 14.5],
  ['Australia/Lord_Howe', '2026-03-30', 6, 24.5, 15.5],
] as const;

/** An hour of a day as its clock shows it, as the wire writes instants; the second of two when it comes twice. */
function wire(zone: string, date: string, time: string, second = false): string {
  const local = Temporal.PlainDateTime.from(`${date}T${time}`);
  return local
    .toZonedDateTime(zone, { disambiguation: second ? 'later' : 'earlier' })
    .toInstant()
    .toString();
}

const dayOf = (monday: string, day: number) => Temporal.PlainDate.from(monday).add({ days: day }).toString();

async function quarter(zone: string, date: string, time: string, subject: string, second = false): Promise<void> {
  const start = Temporal.Instant.from(wire(zone, date, time, second));
  const end_date = start.add({ minutes: 45 }).toString();
  await stage.desk.booked(stage.ana, { subject, start_date: start.toString(), end_date, _force: true });
}

/** The board of the admin, who lives in this zone, with whole days. */
async function openIn(zone: string, date: string, view: string): Promise<Page> {
  await stage.desk.thing('/Agent', { id: stage.server.adminId, timezone: zone });
  const { page } = await stage.open(`/app/board?view=${view}&date=${date}`, {
    viewport: { width: 2200, height: 800 },
  });
  await page.evaluate('localStorage.setItem("almanac.layers", "shifts,leave,tentative,nights")');
  await page.reload();
  await page.locator('.tg-block').first().waitFor();
  return page;
}

const left = (page: Page, query: string) =>
  page.evaluate(
    `[...document.querySelectorAll(${JSON.stringify(query)})].map((e) => [e.ariaLabel?.split(',')[0] ?? e.textContent, e.getBoundingClientRect().left])`,
  ) as Promise<[string, number][]>;

test.each(weeks)('in %s, the week of %s', async (zone, monday, changed, hours, elapsed) => {
  for (let day = 0; day < 7; day++) await quarter(zone, dayOf(monday, day), '15:00', `D${day}`);
  const page = await openIn(zone, monday, 'week');
  const days = (await page.evaluate(
    `[...document.querySelectorAll('.tg-day')].map((e) => { const { left, width } = e.getBoundingClientRect(); return { left, width }; })`,
  )) as { left: number; width: number }[];
  const hour = (days[0]?.width ?? 0) / 24;
  expect(days.map(({ width }) => Math.round((width / hour) * 100) / 100)).toEqual(
    days.map((_, day) => (day === changed ? hours : 24)),
  );
  const blocks = new Map(await left(page, '.tg-block'));
  for (const [day, { left: from }] of days.entries()) {
    const gone = day === changed ? elapsed : 15;
    expect(Math.abs((blocks.get(`D${day}`) ?? 0) - from - gone * hour)).toBeLessThan(1.5);
  }
  await picture(page, `clocks-${zone.replace('/', '-')}-${monday}`);
  await page.close();
});

test.each(weeks)('in %s, the day of the change in the week of %s', async (zone, monday, changed, hours) => {
  const date = dayOf(monday, changed);
  const clocks = ['00:00', '03:00', '09:00', '15:00', '23:00'];
  for (const time of clocks) await quarter(zone, date, time, time);
  const twice = hours === 25;
  if (twice)
    for (const second of [false, true]) await quarter(zone, date, '01:00', second ? 'Second' : 'First', second);
  const page = await openIn(zone, date, 'day');
  const labels = await left(page, '.tg-day small');
  const blocks = new Map(await left(page, '.tg-block'));
  expect(labels).toHaveLength(Math.ceil(hours));
  const at = (label: string) => labels.find(([text]) => text.startsWith(label))?.[1] ?? -1;
  for (const time of clocks)
    expect([time, Math.abs((blocks.get(time) ?? -9) - at(time.slice(0, 2))) < 1.5]).toEqual([time, true]);
  if (twice) {
    const ones = labels.filter(([text]) => text.startsWith('01')).map(([, x]) => x);
    expect(ones).toHaveLength(2);
    for (const [index, name] of ['First', 'Second'].entries())
      expect(Math.abs((blocks.get(name) ?? -9) - (ones[index] ?? 0))).toBeLessThan(1.5);
  }
  await picture(page, `clocks-day-${zone.replace('/', '-')}-${monday}`);
  await page.close();
});
