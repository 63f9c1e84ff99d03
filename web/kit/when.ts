import { speech } from '../shell/words.ts';

/** An instant of the wire as a clock of a zone shows it: `Tue 24 Nov, 18:02`. Only for what has happened: days and their hours come
 * from the server. */
export function whenText(instant: string, zone: string): string {
  const format = {
    timeZone: zone,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  } as const;
  return new Intl.DateTimeFormat(speech() === 'de' ? 'de' : 'en-GB', format).format(Date.parse(`${instant}Z`));
}
