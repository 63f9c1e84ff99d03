import { expect, test } from 'vitest';
import { at, block, boardStage, colleague } from '../support/board-page.ts';

const stage = boardStage();

/** Would be run if it were anything but text. */
const evil = (name: string) => `<img src=x onerror="window.ran='${name}'">${name}`;

/** One of everything that has a text, each with a script in it. */
async function evilWorld(): Promise<number> {
  const { desk, team } = stage;
  await desk.thing('/Team', { id: team.id, name: evil('team') });
  const agent = await colleague(stage, evil('agent'), { email: 'evil@board.example', skills: [evil('skill')] });
  const client = await desk.thing('/Client', { name: evil('client') });
  const site = await desk.thing('/Site', { name: evil('site'), client_id: client.id });
  const user = await desk.thing('/Users', { name: evil('user'), client_id: client.id, site_id: site.id });
  const type = await desk.thing('/Lookup', { lookupid: 63, name: evil('type') });
  const service = await desk.thing('/Service', { name: evil('service') });
  const workday = await desk.thing('/Workday', { name: evil('workday') });
  await desk.thing('/Agent', { id: agent.id, workday_id: workday.id });
  await desk.thing('/Holiday', {
    name: evil('freeze'),
    entity: 1,
    entity_id: service.id,
    date: at('12:00'),
    end_date: at('15:00'),
  });
  await desk.thing('/Holiday', {
    name: evil('holiday'),
    workday_id: workday.id,
    date: at('15:00'),
    end_date: at('18:00'),
  });
  await desk.thing('/Holiday', {
    name: evil('leave'),
    agent_id: agent.id,
    date: at('17:00'),
    end_date: at('18:00'),
    _approve: true,
  });
  await desk.thing('/Board/View', { name: evil('view'), settings: {} });
  await stage.ticket(evil('summary'), { client_id: client.id, site_id: site.id, skills: [evil('skill')] });
  const shift = {
    start_date: at('08:00'),
    end_date: at('12:00'),
    shift_type_id: 1,
    shift_team_id: team.id,
    open_shift: true,
  };
  await desk.saved({ ...shift, subject: evil('shift') });
  const row = await desk.booked(
    { ...agent, id: agent.id },
    {
      subject: evil('subject'),
      note: evil('note'),
      appointment_location_free_text: evil('location'),
      appointment_type_id: type.id,
      client_id: client.id,
      site_id: site.id,
      user_id: user.id,
      start_date: at('09:00'),
      end_date: at('11:00'),
    },
  );
  return row.id;
}

test('a stored script in every text of every room that the board shows is text', async () => {
  const id = await evilWorld();
  const { page, complaints } = await stage.open();
  await block(page, evil('subject')).waitFor();
  const seen = async (...names: string[]) => {
    const text = (await page.evaluate(
      'document.documentElement.textContent + [...document.querySelectorAll("[title], [aria-label]")].map((e) => e.title + e.ariaLabel).join()',
    )) as string;
    for (const name of names) expect([name, text.includes(evil(name))]).toEqual([name, true]);
  };
  await page.locator('summary', { hasText: 'Views' }).click();
  await seen('team', 'agent', 'skill', 'client', 'summary', 'subject', 'shift', 'service', 'freeze', 'holiday', 'view');
  await page.locator('.pick').first().click();
  await page.locator('.suggestions li').first().waitFor();
  await page.keyboard.press('Escape');
  await block(page, evil('subject')).focus();
  await page.keyboard.press('Enter');
  await page.getByText('note', { exact: false }).first().waitFor();
  await page.locator('dd', { hasText: 'note' }).waitFor();
  await seen('note', 'location', 'type', 'site', 'user');
  await page.getByRole('button', { name: 'Close' }).click();
  // What leave objects to names the leave.
  await stage.server.api('GET', `/Appointment/${id}`);
  await block(page, evil('subject')).focus();
  await page.keyboard.press('m');
  await page.getByLabel('Time', { exact: true }).fill('16:30');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog', { name: 'This does not fit' }).waitFor();
  await seen('leave');
  await page.keyboard.press('Escape');
  for (const view of ['week', 'month', 'list']) {
    await page.goto(`${stage.server.url}/app/board?view=${view}&team=${stage.team.id}`);
    await page.locator('.tg-block, tbody tr').first().waitFor();
    await seen('agent');
  }
  await page.evaluate('dispatchEvent(new Event("beforeprint"))');
  await page.locator('.sheet h1').waitFor({ state: 'attached' });
  expect(await page.evaluate('[window.ran, document.querySelectorAll("img[src=x]").length]')).toEqual([undefined, 0]);
  expect(complaints.filter((text) => !text.includes('409'))).toEqual([]);
  await page.close();
});
