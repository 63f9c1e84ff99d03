import { expect, test } from 'vitest';
import { at, block, boardStage, centre, drag, hour, status } from '../support/board-page.ts';

const stage = boardStage();

test('a drag moves an appointment to another agent and time, and Undo takes it back', async () => {
  const row = await stage.desk.booked(stage.ana, { subject: 'Router', start_date: at('09:00'), end_date: at('10:00') });
  const { page, complaints } = await stage.open();
  const width = await hour(page);
  const from = await centre(page, `[data-block="${row.id}"]`);
  const rowOf = await centre(page, '.tg-row:nth-of-type(3)');
  await drag(page, from, { x: from.x + 2 * width, y: rowOf.y });
  await page
    .getByRole('status')
    .filter({ hasText: `Moved Router to ${stage.ben.name}` })
    .waitFor();
  expect(await stage.where(row.id)).toEqual({ agent_id: stage.ben.id, start_date: at('11:00'), end_date: at('12:00') });
  await page.getByRole('contentinfo').getByRole('button', { name: 'Undo' }).click();
  await page.getByRole('status').filter({ hasText: 'Taken back' }).waitFor();
  expect(await stage.where(row.id)).toEqual({ agent_id: stage.ana.id, start_date: at('09:00'), end_date: at('10:00') });
  expect(complaints).toEqual([]);
  await page.close();
});

test('the same with the keyboard alone', async () => {
  const row = await stage.desk.booked(stage.ana, { subject: 'Router', start_date: at('09:00'), end_date: at('10:00') });
  const { page } = await stage.open();
  await block(page, 'Router').focus();
  for (let n = 0; n < 8; n++) await page.keyboard.press('Alt+ArrowRight');
  await page.keyboard.press('Alt+ArrowDown');
  await page.keyboard.press('Alt+Shift+ArrowRight');
  await expect
    .poll(() => stage.where(row.id))
    .toEqual({ agent_id: stage.ben.id, start_date: at('11:00'), end_date: at('12:15') });
  await page.locator('.tg-block:focus', { hasText: 'Router' }).waitFor();
  await page.close();
});

test('keys that come while a move is on its way are all saved', async () => {
  const row = await stage.desk.booked(stage.ana, { subject: 'Router', start_date: at('09:00'), end_date: at('10:00') });
  const { page } = await stage.open();
  let letGo = () => {};
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  await page.route('**/Appointment', async (route) => {
    await held;
    await route.continue();
  });
  await block(page, 'Router').focus();
  for (const keys of ['Alt+ArrowRight', 'Alt+ArrowDown', 'Alt+Shift+ArrowRight']) {
    await page.keyboard.press(keys);
    await page.locator('.tg-block:focus', { hasText: 'Router' }).waitFor();
  }
  letGo();
  await expect
    .poll(() => stage.where(row.id))
    .toEqual({ agent_id: stage.ben.id, start_date: at('09:15'), end_date: at('10:30') });
  await page.close();
});

test('an appointment is made longer by its edge', async () => {
  const row = await stage.desk.booked(stage.ana, { subject: 'Router', start_date: at('09:00'), end_date: at('10:00') });
  const { page } = await stage.open();
  const width = await hour(page);
  const edge = await centre(page, `[data-block="${row.id}"] i`);
  await drag(page, edge, { x: edge.x + width / 2, y: edge.y });
  await status(page, 'Moved Router');
  expect(await stage.where(row.id)).toEqual({ agent_id: stage.ana.id, start_date: at('09:00'), end_date: at('10:30') });
  await page.close();
});

test('Escape takes a drag back, and nothing is saved', async () => {
  const row = await stage.desk.booked(stage.ana, { subject: 'Router', start_date: at('09:00'), end_date: at('10:00') });
  const { page } = await stage.open();
  const from = await centre(page, `[data-block="${row.id}"]`);
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(from.x + 200, from.y);
  await page.locator('.tg-ghost').waitFor();
  await page.keyboard.press('Escape');
  await page.mouse.up();
  expect(await page.locator('.tg-ghost').count()).toBe(0);
  expect(await stage.where(row.id)).toEqual({ agent_id: stage.ana.id, start_date: at('09:00'), end_date: at('10:00') });
  await page.close();
});

test('Move to... says who, when and how long, with durations as people type them', async () => {
  const row = await stage.desk.booked(stage.ana, { subject: 'Router', start_date: at('09:00'), end_date: at('10:00') });
  const { page } = await stage.open();
  await block(page, 'Router').focus();
  await page.keyboard.press('m');
  await page.getByRole('combobox', { name: 'Agent' }).selectOption(stage.ben.name);
  await page.getByLabel('Time', { exact: true }).fill('13:30');
  await page.getByLabel('Duration').fill('1h30');
  await page.keyboard.press('Enter');
  await status(page, 'Moved Router');
  expect(await stage.where(row.id)).toEqual({ agent_id: stage.ben.id, start_date: at('13:30'), end_date: at('15:00') });
  await page.close();
});

test('redo does again what undo took back, by button and by key', async () => {
  const row = await stage.desk.booked(stage.ana, {
    subject: 'Router',
    start_date: at('09:00'),
    end_date: at('10:00'),
  });
  const { page } = await stage.open();
  await block(page, 'Router').focus();
  await page.keyboard.press('Alt+ArrowDown');
  await status(page, 'Moved Router');
  await page.keyboard.press('Control+z');
  await status(page, 'Taken back');
  expect((await stage.where(row.id)).agent_id).toBe(stage.ana.id);
  await page.keyboard.press('Control+Shift+z');
  await status(page, 'Moved Router');
  expect((await stage.where(row.id)).agent_id).toBe(stage.ben.id);
  await page.getByRole('toolbar').getByRole('button', { name: 'Undo' }).click();
  await status(page, 'Taken back');
  await page.getByRole('toolbar').getByRole('button', { name: 'Redo' }).click();
  await status(page, 'Moved Router');
  expect((await stage.where(row.id)).agent_id).toBe(stage.ben.id);
  await page.close();
});
