/** The whole days in a calendar file (RFC 5545): what public holidays come as. Times of day are left out. */

export interface FileDay {
  name: string;
  date_only: string;
  end_date_only: string;
}

export function daysIn(text: string): { days: FileDay[]; left: number } {
  const lines = text.replace(/\r?\n[ \t]/g, '').split(/\r?\n/);
  const days: FileDay[] = [];
  let left = 0;
  let event: Record<string, string> | undefined;
  for (const line of lines) {
    if (/^BEGIN:VEVENT/i.test(line)) event = {};
    else if (/^END:VEVENT/i.test(line) && event) {
      const [from, until, name] = [event.DTSTART, event.DTEND, event.SUMMARY];
      if (from && name) days.push({ name, date_only: from, end_date_only: dayBefore(until ?? '', from) });
      else left += 1;
      event = undefined;
    } else if (event) read(line, event);
  }
  return { days, left };
}

function read(line: string, event: Record<string, string>): void {
  const [, field = '', value = ''] = /^([A-Z]+)(?:;[^:]*)?:(.*)$/i.exec(line) ?? [];
  const name = field.toUpperCase();
  const date = /^(\d{4})(\d\d)(\d\d)$/.exec(value.trim());
  if (name === 'SUMMARY') event[name] = value.replace(/\\n/gi, ' ').replace(/\\(.)/g, '$1').trim();
  else if (date && name.startsWith('DT')) event[name] = date.slice(1).join('-');
}

/** DTEND is the day after the last. */
function dayBefore(end: string, start: string): string {
  if (end <= start) return start;
  return new Date(Date.parse(end) - 86_400_000).toISOString().slice(0, 10);
}
