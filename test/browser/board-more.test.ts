import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { at, block, boardStage, colleague, picture, status, today } from '../support/board-page.ts';
import { accessibilityProblems } from '../support/browser.ts';

/** Views, layers, rulers, paper and files. */

const stage = boardStage();

const menu = (page: Page, name: string) => page.locator('summary', { hasText: name });

test('a view is kept, chosen, renamed, shared and forgotten, with the keyboard alone', async () => {
  const { page, complaints } = await stage.open('/app/board?view=week');
  const name = `Mornings ${stage.count}`;
  await menu(page, 'Views').press('Enter');
  await page.getByLabel('Name of this view').fill(name);
  await page.keyboard.press('Enter');
  await status(page, `Kept the view ${name}`);
  await menu(page, `View: ${name}`).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Day', exact: true }).press('Enter');
  await menu(page, 'Views').waitFor();
  await page.getByRole('button', { name, exact: true }).press('Enter');
  await page.getByRole('button', { name: 'Week', exact: true, pressed: true }).waitFor();
  expect(new URL(page.url()).searchParams.get('team')).toBe(String(stage.team.id));
  await page.getByRole('button', { name: `Rename ${name}` }).press('Enter');
  await page.getByLabel('New name').fill(`${name} of Field`);
  await page.getByLabel('For everybody').press('Space');
  await page.getByLabel('New name').press('Enter');
  await status(page, `The view is called ${name} of Field now`);
  const mine = async () =>
    (await stage.server.api('GET', '/Board/View')).body.filter((one: { name: string }) => one.name.startsWith(name));
  expect(await mine()).toMatchObject([
    { name: `${name} of Field`, shared: true, settings: { query: expect.stringContaining('view=week') } },
  ]);
  await page.getByRole('button', { name: `Forget ${name} of Field` }).press('Enter');
  await status(page, 'Forgot the view');
  expect(await mine()).toEqual([]);
  await page.getByRole('contentinfo').getByRole('button', { name: 'Undo' }).press('Enter');
  await status(page, 'Kept the view');
  expect(await mine()).toMatchObject([{ name: `${name} of Field`, shared: true }]);
  expect(complaints).toEqual([]);
  await page.close();
});

test('the hours of another zone stand under those of the board, each at its place', async () => {
  await stage.desk.booked(stage.ana, { subject: 'Router', start_date: at('09:30'), end_date: at('10:30') });
  const { page, complaints } = await stage.open();
  await menu(page, 'Layers').click();
  await page.getByLabel('Hours of another zone').focus();
  await page.getByLabel('Hours of another zone').selectOption('Asia/Calcutta');
  await page.locator('.tg-corner', { hasText: 'Calcutta (GMT+5:30)' }).waitFor();
  await menu(page, 'Layers').click();
  // Three in the afternoon in Kolkata is half past nine in Greenwich.
  const three = await page.locator('.tg-second', { hasText: /^15$/ }).boundingBox();
  const router = await block(page, 'Router').boundingBox();
  expect(Math.abs((three?.x ?? 0) - (router?.x ?? -9))).toBeLessThan(1.5);
  expect(await accessibilityProblems(page)).toEqual([]);
  await picture(page, 'board-second');
  await page.reload();
  await page.locator('.tg-corner', { hasText: 'Calcutta' }).waitFor();
  expect(complaints).toEqual([]);
  await page.close();
});

test('agents stand under their teams, and arrows and drags go across the headings', async () => {
  const other = await stage.desk.thing('/Team', { name: `Zeta ${stage.count}` });
  const zoe = await colleague(stage, `Zoe ${stage.count}`, { team_id: other.id, teams: [stage.team.id, other.id] });
  const row = await stage.desk.booked(stage.ben, { subject: 'Router', start_date: at('09:00'), end_date: at('10:00') });
  const { page, complaints } = await stage.open();
  await page.getByRole('rowheader', { name: `${stage.team.name} 2 agents` }).waitFor();
  await page.getByRole('rowheader', { name: `${other.name} 1 agent` }).waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  await picture(page, 'board-groups');
  await block(page, 'Router').focus();
  await page.keyboard.press('Alt+ArrowDown');
  await status(page, `Moved Router to ${zoe.name}`);
  expect((await stage.where(row.id)).agent_id).toBe(zoe.id);
  await menu(page, 'Layers').click();
  await page.getByLabel('Group by team').uncheck();
  await page.locator('.tg-group').first().waitFor({ state: 'detached' });
  expect(complaints).toEqual([]);
  await page.close();
});

test('the month says who is over and who has room, and leads to the day', async () => {
  await stage.desk.booked(stage.ana, { subject: 'Long', start_date: at('06:00'), end_date: at('18:00') });
  const { page, complaints } = await stage.open('/app/board?view=day');
  await page.locator('.tg-block').first().waitFor();
  await page.keyboard.press('m');
  const ana = page.getByRole('row', { name: stage.ana.name });
  await ana.getByText('12/178.5').waitFor();
  await ana.getByText('166.5 h free').waitFor();
  await ana.locator('td.over', { hasText: '12/8.5' }).waitFor();
  const cells = await page.evaluate(
    `[...document.querySelectorAll('.month-hours :is(th, td)')].filter((cell) => cell.scrollWidth > cell.clientWidth).length`,
  );
  expect(cells).toBe(0);
  expect(await accessibilityProblems(page)).toEqual([]);
  await page.getByRole('button', { name: 'Tu 24' }).press('Enter');
  await block(page, 'Long').waitFor();
  expect(new URL(page.url()).searchParams.get('date')).toBe(today);
  expect(complaints).toEqual([]);
  await page.close();
});

test('colours by state, what really happened, freezes: each is a choice', async () => {
  const service = await stage.desk.thing('/Service', { name: `Payments ${stage.count}` });
  const freeze = { name: 'Quarter end', entity: 1, entity_id: service.id, date: at('12:00'), end_date: at('15:00') };
  await stage.desk.thing('/Holiday', freeze);
  await stage.desk.booked(stage.ana, {
    subject: 'Router',
    start_date: at('08:00'),
    end_date: at('10:00'),
    actual_start: at('08:15'),
    complete_status: 1,
  });
  const { page, complaints } = await stage.open();
  await page.locator('.tg-strip-name', { hasText: 'Quarter end' }).waitFor();
  const edge = () => page.evaluate('getComputedStyle(document.querySelector(".tg-block")).borderInlineStartColor');
  const before = await edge();
  await menu(page, 'Layers').click();
  await page.getByLabel('What happened').check();
  await page.getByRole('button', { name: /^Router, .*in progress, what happened: 08:15–08:42/ }).waitFor();
  await page.getByLabel('Colours').selectOption('By state');
  await expect.poll(edge).not.toBe(before);
  await page.getByLabel('Freezes').uncheck();
  await page.locator('.tg-strip').first().waitFor({ state: 'detached' });
  await menu(page, 'Layers').click();
  expect(await accessibilityProblems(page)).toEqual([]);
  await picture(page, 'board-actual');
  expect(complaints).toEqual([]);
  await page.close();
});

test('paper has every row by agent, with range, filters and hour; the file has the same rows', async () => {
  await stage.desk.booked(stage.ana, { subject: 'Router', start_date: at('09:00'), end_date: at('10:00') });
  const draft = {
    subject: 'Sketch, "quoted"',
    start_date: at('11:00'),
    end_date: at('12:00'),
    open_appointment_status: 2,
  };
  await stage.desk.booked(stage.ben, draft);
  const { page, complaints } = await stage.open('/app/board?view=week', { colorScheme: 'dark' });
  await page.getByRole('button', { name: /^Router/ }).waitFor();
  await page.evaluate('dispatchEvent(new Event("beforeprint"))');
  await page.emulateMedia({ media: 'print' });
  const sheet = page.locator('.sheet');
  await sheet.getByRole('heading', { level: 1, name: 'Mon 23 Nov – Sun 29 Nov' }).waitFor();
  expect(await sheet.locator('p').first().textContent()).toBe(
    `UTC (GMT) · Team: ${stage.team.name} · printed at 08:42`,
  );
  expect(await sheet.getByRole('heading', { level: 2 }).allTextContents()).toEqual([stage.ana.name, stage.ben.name]);
  const row = sheet.getByRole('row', { name: /Sketch/ });
  expect((await row.getByRole('cell').allTextContents()).slice(0, 4)).toEqual([
    'Tue 24 Nov',
    '11:00',
    '12:00',
    stage.ben.name,
  ]);
  expect(
    await page.evaluate('getComputedStyle(document.querySelector(".sheet tr.draft th")).backgroundImage'),
  ).toContain('repeating-linear-gradient');
  expect(await page.evaluate('getComputedStyle(document.querySelector(".sheet")).color')).toBe('rgb(0, 0, 0)');
  expect(await page.locator('#app').isVisible()).toBe(false);
  for (const format of ['A4', 'Letter']) expect((await page.pdf({ format })).subarray(0, 5).toString()).toBe('%PDF-');
  await picture(page, 'board-print');
  await page.emulateMedia({ media: 'screen' });
  await page.evaluate('dispatchEvent(new Event("afterprint"))');
  await sheet.waitFor({ state: 'detached' });
  await menu(page, 'More').click();
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save as CSV' }).click(),
  ]);
  expect(file.suggestedFilename()).toBe('board-2026-11-23.csv');
  const lines = readFileSync(await file.path(), 'utf8').split('\r\n');
  expect(lines.map((line) => line.replace(/^\uFEFF|^\d+,/g, ''))).toEqual([
    'id,day,from,until,agent,subject,client,ticket,state,start_utc,end_utc',
    `${today},09:00,10:00,${stage.ana.name},Router,,,Firm,${at('09:00')},${at('10:00')}`,
    `${today},11:00,12:00,${stage.ben.name},"Sketch, ""quoted""",,,draft,${at('11:00')},${at('12:00')}`,
  ]);
  expect(complaints).toEqual([]);
  await page.close();
});
