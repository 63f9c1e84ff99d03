import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import { columns, csvCell, csvHead, csvLines, type ExportRow } from './export-rules.ts';

const row: ExportRow = {
  id: 7,
  agent_id: 5,
  agent_name: 'Ann',
  timezone: 'Europe/Berlin',
  starts_at: Date.UTC(2026, 2, 28, 23, 30),
  ends_at: Date.UTC(2026, 2, 29, 1, 30),
  timetaken: 1.5,
  traveltime: 0.25,
  event_type: 0,
  break_type: null,
  break_note: null,
  subject: 'Printer, "the big one"',
  note: null,
  ticket_id: 9,
  ticket: 'Jam',
  client: 'Acme',
  charge_rate: 1,
  charge_name: 'Standard',
  chargeable: true,
  mileage: null,
  contract_id: null,
  category1: null,
  category2: null,
  category3: null,
  category4: null,
  approval: null,
  approver: null,
};

/** As a program would read it. */
function read(rows: readonly ExportRow[], now = 0): Record<string, string>[] {
  return parse(csvHead + csvLines(rows, now), { columns: true, bom: true });
}

describe('a CSV file', () => {
  test('has the titles and a line for each event, whatever its texts hold', () => {
    const [one] = read([{ ...row, note: 'two\r\nlines; "quoted"' }]);
    expect(Object.keys(one ?? {})).toEqual(columns.map(({ title }) => title));
    expect(one).toMatchObject({
      ...{ id: '7', agent: 'Ann', subject: 'Printer, "the big one"', note: 'two\r\nlines; "quoted"' },
      ...{ hours: '1.5', travel_hours: '0.25', type: 'work', chargeable: 'yes', charge: 'Standard', client: 'Acme' },
    });
  });

  test('tells times by the clock of the agent, also over a change of it', () => {
    expect(read([row])[0]).toMatchObject({
      ...{ date: '2026-03-29', start: '2026-03-29 00:30:00', end: '2026-03-29 03:30:00', timezone: 'Europe/Berlin' },
    });
  });

  test.each([
    [null, 'none'],
    [0, 'pending'],
    [1, 'approved'],
    [2, 'rejected'],
  ])('names the approval %s: %s', (approval, name) => {
    expect(read([{ ...row, approval }])[0]).toMatchObject({ approval: name });
  });

  test('has no end and the hours until now for what is running', () => {
    const [one] = read([{ ...row, ends_at: null, timetaken: null }], row.starts_at + 5_400_000);
    expect(one).toMatchObject({ end: '', hours: '1.5' });
  });

  test('has as many hours as an event lasts when none were said', () => {
    expect(read([{ ...row, timetaken: null }])[0]).toMatchObject({ hours: '2' });
  });
});

test.each([
  ['=1+1', "'=1+1"],
  ['+49 30', "'+49 30"],
  ['-2', "'-2"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['\t=1', "'\t=1"],
  ['\r=1', `"'\r=1"`],
  ['=HYPERLINK("http://x","y")', `"'=HYPERLINK(""http://x"",""y"")"`],
  ['a=b', 'a=b'],
])('no text is a formula to a spreadsheet: %j is written %j', (text, cell) => {
  expect(csvCell(text)).toBe(cell);
});

test('a number is a number, and nothing is nothing', () => {
  expect([csvCell(-1.25), csvCell(null), csvCell('')]).toEqual(['-1.25', '', '']);
});
