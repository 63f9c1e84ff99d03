import { expect, test } from 'vitest';
import { at, block, boardStage, centre, drag, status } from '../support/board-page.ts';

const stage = boardStage();

async function bookedFor(ticketId: number) {
  const [row] = await stage.desk.rows({ ticket_id: ticketId });
  return row && { agent_id: row.agent_id, start_date: row.start_date, end_date: row.end_date };
}

test('a ticket is dropped from the queue onto the board', async () => {
  const id = await stage.ticket('Printer jams');
  const { page } = await stage.open();
  const nine = await page.locator('.tg-day small', { hasText: '14' }).boundingBox();
  const row = await centre(page, '.tg-row:nth-of-type(3)');
  await drag(page, await centre(page, '.card b'), { x: (nine?.x ?? 0) + 3, y: row.y });
  await status(page, 'Booked Printer jams');
  expect(await bookedFor(id)).toEqual({ agent_id: stage.ben.id, start_date: at('14:00'), end_date: at('15:00') });
  await page.locator('.queue .card', { hasText: 'Printer jams' }).waitFor({ state: 'detached' });
  await page.close();
});

test('with the keyboard: a ticket is chosen, suggestions have reasons, the first is taken', async () => {
  const id = await stage.ticket('Printer jams');
  const { page } = await stage.open();
  await page.locator('.pick', { hasText: 'Printer jams' }).focus();
  await page.keyboard.press('Enter');
  const first = page.locator('.suggestions li button').first();
  await first.locator('small').waitFor();
  expect((await first.locator('small').textContent())?.length).toBeGreaterThan(3);
  await first.focus();
  await page.keyboard.press('Enter');
  await status(page, 'Booked Printer jams');
  expect((await bookedFor(id))?.agent_id).toBeGreaterThan(1);
  await page.close();
});

test('a clash says with what, offers the next free time, and is overridden with a reason that is kept', async () => {
  await stage.desk.booked(stage.ben, { subject: 'Taken', start_date: at('09:00'), end_date: at('10:00') });
  const row = await stage.desk.booked(stage.ana, { subject: 'Router', start_date: at('09:00'), end_date: at('10:00') });
  const { page } = await stage.open();
  const objected = page.getByRole('dialog', { name: 'This does not fit' });
  await block(page, 'Router').focus();
  await page.keyboard.press('Alt+ArrowDown');
  await objected.getByText('Taken').waitFor();
  expect((await stage.where(row.id)).agent_id).toBe(stage.ana.id);
  await objected.getByLabel('Override, because').fill('both fix it together');
  await page.keyboard.press('Enter');
  await status(page, 'Moved Router');
  expect(await stage.where(row.id)).toEqual({ agent_id: stage.ben.id, start_date: at('09:00'), end_date: at('10:00') });
  expect((await stage.desk.row(row.id)).note).toContain('both fix it together');
  await page.close();
});

test('the next free time is one press away', async () => {
  await stage.desk.booked(stage.ben, { subject: 'Taken', start_date: at('09:00'), end_date: at('10:00') });
  const row = await stage.desk.booked(stage.ana, { subject: 'Router', start_date: at('09:00'), end_date: at('10:00') });
  const { page } = await stage.open();
  await block(page, 'Router').focus();
  await page.keyboard.press('Alt+ArrowDown');
  await page.getByRole('button', { name: /Take the next free time: Tue 24 Nov 10:00/ }).click();
  await status(page, 'Moved Router');
  expect(await stage.where(row.id)).toEqual({ agent_id: stage.ben.id, start_date: at('10:00'), end_date: at('11:00') });
  await page.close();
});

/** Ben is away on this afternoon, as his manager decided. */
async function leaveOf(name = 'Wedding'): Promise<void> {
  const leave = { agent_id: stage.ben.id, name, date: at('12:00'), end_date: at('17:00'), _approve: true };
  const answer = await stage.server.api('POST', '/Holiday', [leave]);
  expect(answer.status, answer.text).toBe(201);
}

test('leave objects and says whose and when; who overrides says why, and that is kept', async () => {
  await leaveOf();
  const row = await stage.desk.booked(stage.ana, {
    subject: 'Router',
    start_date: at('13:00'),
    end_date: at('14:00'),
  });
  const { page, complaints } = await stage.open();
  await block(page, 'Router').focus();
  await page.keyboard.press('Alt+ArrowDown');
  const objected = page.getByRole('dialog', { name: 'This does not fit' });
  await objected.getByText(`${stage.ben.name} is on leave.`).waitFor();
  await objected.getByText('Wedding').waitFor();
  await objected.getByText('12:00–17:00').waitFor();
  await page.keyboard.press('Escape');
  expect((await stage.where(row.id)).agent_id).toBe(stage.ana.id);
  await block(page, 'Router').focus();
  await page.keyboard.press('Alt+ArrowDown');
  await objected.getByLabel('Override, because').fill('he agreed on the phone');
  await page.keyboard.press('Enter');
  await status(page, 'Moved Router');
  expect((await stage.where(row.id)).agent_id).toBe(stage.ben.id);
  expect((await stage.desk.row(row.id)).note).toContain('he agreed on the phone');
  expect(complaints.filter((text) => !text.includes('409'))).toEqual([]);
  await page.close();
});

test('by menu and mouse: away from leave to the next free time', async () => {
  await leaveOf();
  const row = await stage.desk.booked(stage.ana, {
    subject: 'Router',
    start_date: at('12:30'),
    end_date: at('13:00'),
  });
  const { page } = await stage.open();
  await block(page, 'Router').click();
  await page.getByRole('button', { name: 'Move to…' }).click();
  await page.getByRole('combobox', { name: 'Agent' }).selectOption(stage.ben.name);
  await page.getByRole('button', { name: 'Move', exact: true }).click();
  await page.getByRole('button', { name: /Take the next free time: Tue 24 Nov 17:00/ }).click();
  await status(page, 'Moved Router');
  expect(await stage.where(row.id)).toEqual({
    agent_id: stage.ben.id,
    start_date: at('17:00'),
    end_date: at('17:30'),
  });
  await page.close();
});

const openShift = () =>
  stage.desk.saved({
    subject: 'Late cover',
    start_date: at('13:00'),
    end_date: at('17:00'),
    shift_type_id: 1,
    shift_team_id: stage.team.id,
    open_shift: true,
  });

test('an open shift waits in the queue, and is given by menu; Undo takes it back', async () => {
  const shift = await openShift();
  const { page } = await stage.open();
  const card = page.locator('.open-shifts .card', { hasText: 'Late cover' });
  await card.getByRole('button', { name: 'Assign to…' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').getByRole('combobox', { name: 'Agent' }).selectOption(stage.ben.name);
  await page.getByRole('dialog').getByRole('button', { name: 'Assign' }).press('Enter');
  await status(page, `Gave Late cover to ${stage.ben.name}`);
  await card.waitFor({ state: 'detached' });
  expect((await stage.desk.row(shift.id)).agent_id).toBe(stage.ben.id);
  await page.keyboard.press('Control+z');
  await card.waitFor();
  expect(await stage.desk.row(shift.id)).not.toHaveProperty('agent_id');
  await page.keyboard.press('Control+y');
  await card.waitFor({ state: 'detached' });
  expect((await stage.desk.row(shift.id)).agent_id).toBe(stage.ben.id);
  await page.close();
});

test('an open shift is dragged to whoever takes it, and keeps its times', async () => {
  const shift = await openShift();
  const { page } = await stage.open();
  const row = await centre(page, '.tg-row:nth-of-type(3)');
  await drag(page, await centre(page, '.open-shifts .card b'), row);
  await status(page, `Gave Late cover to ${stage.ben.name}`);
  expect(await stage.where(shift.id)).toEqual({
    agent_id: stage.ben.id,
    start_date: at('13:00'),
    end_date: at('17:00'),
  });
  await page.close();
});

test('drafts are published together, after a look at which they are', async () => {
  const draft = await stage.desk.booked(stage.ana, { subject: 'Planned', open_appointment_status: 2 });
  await stage.desk.remove(draft.id);
  const row = await stage.desk.booked(stage.ana, {
    subject: 'Sketch',
    start_date: at('15:00'),
    end_date: at('16:00'),
    open_appointment_status: 2,
  });
  const { page } = await stage.open();
  await page.getByRole('button', { name: 'Publish 1' }).click();
  await page.getByRole('dialog').getByText('Sketch').waitFor();
  await page.getByRole('dialog').getByRole('button', { name: 'Publish 1' }).click();
  await status(page, 'Published 1 draft');
  expect((await stage.desk.row(row.id)).open_appointment_status).toBe(0);
  await page.close();
});

test('Del cancels, asks why, and Undo brings it back', async () => {
  const row = await stage.desk.booked(stage.ana, { subject: 'Router', start_date: at('09:00'), end_date: at('10:00') });
  const { page } = await stage.open();
  await block(page, 'Router').focus();
  await page.keyboard.press('Delete');
  await page.getByLabel('Why?').fill('customer is ill');
  await page.keyboard.press('Enter');
  await status(page, 'Cancelled Router');
  expect((await stage.desk.read(row.id)).status).toBe(404);
  await page.keyboard.press('Control+z');
  await status(page, 'Taken back');
  expect((await stage.desk.row(row.id)).note).toContain('customer is ill');
  await page.close();
});
