import { expect, test } from 'vitest';
import { at, boardStage, picture } from '../support/board-page.ts';
import { accessibilityProblems } from '../support/browser.ts';
import { type Look, looks as ordinary } from '../support/staff-page.ts';

const stage = boardStage();

const looks: Look[] = [
  ...ordinary,
  { colorScheme: 'light', width: 640, zoom: 2, locale: 'de-DE', language: 'de' },
  { colorScheme: 'dark', width: 3840, zoom: 1, locale: 'en-GB', language: 'en' },
];

test.each(looks)('nothing is wrong in the $colorScheme at $width pixels and zoom $zoom, $language', async (one) => {
  const { colorScheme, width, zoom, locale, language } = one;
  await stage.desk.booked(stage.ana, {
    subject: 'Router',
    start_date: at('09:00'),
    end_date: at('10:30'),
    open_appointment_status: 1,
  });
  await stage.desk.booked(stage.ben, { subject: 'Taken', start_date: at('09:00'), end_date: at('10:00') });
  await stage.desk.booked(stage.ben, {
    subject: 'Also',
    start_date: at('09:30'),
    end_date: at('10:30'),
    _force: true,
  });
  await stage.ticket('Printer jams');
  const viewport = { width: width / zoom, height: (width > 2000 ? 2160 : 800) / zoom };
  const { page, complaints } = await stage.open('/app/board?view=day', {
    colorScheme,
    viewport,
    locale,
    deviceScaleFactor: zoom,
  });
  const problems: string[] = [];
  for (const view of ['day', 'week', 'month', 'list']) {
    await page.goto(`${stage.server.url}/app/board?view=${view}&team=${stage.team.id}&language=${language}`);
    await page.locator('.tg-block, .entry, .list tbody tr').first().waitFor();
    for (const problem of await accessibilityProblems(page)) problems.push(`${view}: ${problem}`);
    if (await page.evaluate('document.documentElement.scrollWidth > innerWidth')) problems.push(`${view}: is too wide`);
    const stops = (await page.evaluate('document.querySelectorAll(".tg [tabindex=\\"0\\"]").length')) as number;
    if (stops > 1) problems.push(`${view}: ${stops} tab stops in the grid`);
    await picture(page, `board-${view}-${colorScheme}-${width}-${language}`);
  }
  await page.goto(`${stage.server.url}/app/board?view=list&team=${stage.team.id}&language=${language}`);
  await page
    .getByRole('button', { name: /Router/ })
    .first()
    .click();
  await page.getByRole('dialog').waitFor();
  for (const problem of await accessibilityProblems(page)) problems.push(`details: ${problem}`);
  expect(problems).toEqual([]);
  expect(complaints).toEqual([]);
  await page.close();
});
