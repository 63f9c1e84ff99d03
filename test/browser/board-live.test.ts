import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { at, block, boardStage, drag, hour, status } from '../support/board-page.ts';

const stage = boardStage();
const patience = { timeout: 5_000 };

const live = (page: Page) => page.getByText('Live', { exact: true }).waitFor();

test('a move of one page slides into another', async () => {
  const row = await stage.desk.booked(stage.ana, { subject: 'Router', start_date: at('09:00'), end_date: at('10:00') });
  const { page } = await stage.open();
  await page.getByText('Live', { exact: true }).waitFor();
  await stage.desk.saved({ id: row.id, start_date: at('13:00'), end_date: at('14:00') }, stage.ana);
  await page.getByRole('button', { name: /^Router, .*13:00 to 14:00/ }).waitFor();
  await page
    .getByRole('log')
    .filter({ hasText: `${stage.ana.name} changed Router` })
    .waitFor();
  await page.close();
});

test('a stale edit says who changed what, and shows it as it is', async () => {
  const row = await stage.desk.booked(stage.ana, { subject: 'Router', start_date: at('09:00'), end_date: at('10:00') });
  const { page } = await stage.open();
  // This page hears nothing of others.
  let refuse = true;
  await page.route('**/Board?*', (route) => (refuse ? route.abort() : route.continue()));
  await stage.desk.saved({ id: row.id, start_date: at('13:00'), end_date: at('14:00') }, stage.ana);
  await block(page, 'Router').focus();
  await page.keyboard.press('Alt+ArrowDown');
  await status(page, `${stage.ana.name} changed Router meanwhile`);
  refuse = false;
  expect(await stage.where(row.id)).toEqual({ agent_id: stage.ana.id, start_date: at('13:00'), end_date: at('14:00') });
  await page.close();
});

test('two dispatchers side by side: what one drags is with the other at once, and the clash says who did what', async () => {
  const row = await stage.desk.booked(stage.ana, {
    subject: 'Router',
    start_date: at('09:00'),
    end_date: at('10:00'),
  });
  const [{ page: left }, { page: right }] = [await stage.open(), await stage.open()];
  await Promise.all([live(left), live(right)]);
  const width = await hour(left);
  const box = await block(left, 'Router').boundingBox();
  const from = { x: (box?.x ?? 0) + 20, y: (box?.y ?? 0) + 10 };
  await drag(left, from, { x: from.x + 2 * width, y: from.y });
  await right.getByRole('button', { name: /^Router, .*11:00 to 12:00/ }).waitFor(patience);
  await block(right, 'Router').focus();
  await right.keyboard.press('Alt+ArrowDown');
  await status(right, `Moved Router to ${stage.ben.name}`);
  const above = await right.getByRole('rowheader', { name: stage.ben.name }).boundingBox();
  await expect
    .poll(async () => Math.round((await block(left, 'Router').boundingBox())?.y ?? 0), patience)
    .toBeGreaterThanOrEqual(Math.round(above?.y ?? 0));
  expect(await stage.where(row.id)).toEqual({ agent_id: stage.ben.id, start_date: at('11:00'), end_date: at('12:00') });
  await Promise.all([left.close(), right.close()]);
});

test('after a break of the line the feed goes on, and nothing was missed', async () => {
  const rows = [];
  for (const subject of ['Moved', 'Cancelled'])
    rows.push(
      await stage.desk.booked(stage.ana, { subject, start_date: at('09:00'), end_date: at('10:00'), _force: true }),
    );
  const { page } = await stage.open();
  await live(page);
  await page.context().setOffline(true);
  await block(page, 'Moved').focus();
  await page.keyboard.press('Alt+ArrowRight');
  await status(page, 'The server cannot be reached. Nothing was changed.');
  await stage.desk.saved({ id: rows[0].id, start_date: at('14:00'), end_date: at('15:00') }, stage.ana);
  await stage.desk.remove(rows[1].id, stage.ana);
  await stage.desk.booked(stage.ben, { subject: 'Brand new', start_date: at('11:00'), end_date: at('12:00') });
  await page.context().setOffline(false);
  await page.getByRole('button', { name: /^Moved, .*14:00 to 15:00/ }).waitFor();
  await block(page, 'Brand new').waitFor();
  await block(page, 'Cancelled').waitFor({ state: 'detached' });
  await live(page);
  await page.close();
});

test('without motion nothing moves by itself', async () => {
  await stage.desk.booked(stage.ana, { subject: 'Router', start_date: at('09:00'), end_date: at('10:00') });
  const { page } = await stage.open('/app/board?view=day', { reducedMotion: 'reduce' });
  await block(page, 'Router').waitFor();
  const moving = await page.evaluate(
    '[...document.querySelectorAll("*")].filter((e) => !/^(0s|)$/.test(getComputedStyle(e).transitionDuration) || getComputedStyle(e).animationName !== "none").map((e) => e.className)',
  );
  expect(moving).toEqual([]);
  await page.close();
});
