import type { LanguageCode } from '../booking-page/language-rules.ts';

/** Everything that the page says. `{name}` is filled in. */
const en = {
  language: 'English',
  title: 'Service status',
  allUp: 'All services are up.',
  someDown: 'Down now: {names}.',
  none: 'No services are shown here.',
  services: 'Services',
  up: 'Up',
  down: 'Down since {when}',
  maintenance: 'Planned maintenance until {when}',
  days: 'The last {count} days',
  percent: '{percent} % available',
  target: 'Promised: {percent} %',
  picture: '{name}: {percent} % available in the last {count} days; {bad} with downtime.',
  older: '{count} days ago',
  today: 'Today',
  keyUp: 'up all day',
  keyDown: 'part of the day down',
  keyIdle: 'no service hours',
  table: 'Days of {name} with downtime',
  noneDown: 'No downtime of {name} in these {count} days.',
  date: 'Day',
  hours: 'Hours down',
  available: 'Available',
  planned: 'Planned maintenance',
  nothingPlanned: 'Nothing is planned for the next 30 days.',
  feed: 'Subscribe to planned maintenance (iCalendar)',
  zone: 'Days and times are those of {zone}. As of {when}.',
  missing: 'There is nothing here',
  missingSays: 'This address leads nowhere. Perhaps it was mistyped, or the page has been switched off.',
  slow: 'Please wait',
  slowSays: 'That was too often. Please try again in a minute.',
  broken: 'Something went wrong',
  brokenSays: 'That was our fault. Please try again later.',
};

export type TextKey = keyof typeof en;

const de: Record<TextKey, string> = {
  language: 'Deutsch',
  title: 'Status der Dienste',
  allUp: 'Alle Dienste sind verfügbar.',
  someDown: 'Zurzeit ausgefallen: {names}.',
  none: 'Hier werden keine Dienste gezeigt.',
  services: 'Dienste',
  up: 'Verfügbar',
  down: 'Ausgefallen seit {when}',
  maintenance: 'Geplante Wartung bis {when}',
  days: 'Die letzten {count} Tage',
  percent: '{percent} % verfügbar',
  target: 'Zugesagt: {percent} %',
  picture: '{name}: {percent} % verfügbar in den letzten {count} Tagen; {bad} mit Ausfall.',
  older: 'Vor {count} Tagen',
  today: 'Heute',
  keyUp: 'den ganzen Tag verfügbar',
  keyDown: 'einen Teil des Tages ausgefallen',
  keyIdle: 'keine Servicezeit',
  table: 'Tage mit Ausfall: {name}',
  noneDown: 'Kein Ausfall von {name} in diesen {count} Tagen.',
  date: 'Tag',
  hours: 'Stunden Ausfall',
  available: 'Verfügbar',
  planned: 'Geplante Wartung',
  nothingPlanned: 'In den nächsten 30 Tagen ist nichts geplant.',
  feed: 'Geplante Wartung abonnieren (iCalendar)',
  zone: 'Tage und Uhrzeiten sind die von {zone}. Stand: {when}.',
  missing: 'Hier ist nichts',
  missingSays: 'Diese Adresse führt nirgendwohin. Vielleicht ist sie verschrieben, oder die Seite ist abgeschaltet.',
  slow: 'Bitte warten',
  slowSays: 'Das war zu oft. Bitte versuchen Sie es in einer Minute noch einmal.',
  broken: 'Etwas ist schiefgegangen',
  brokenSays: 'Das war unser Fehler. Bitte versuchen Sie es später noch einmal.',
};

const texts = { en, de };

export type Say = (key: TextKey, values?: Record<string, string | number>) => string;

export function wordsOf(language: LanguageCode): Say {
  return (key, values = {}) => texts[language][key].replace(/\{(\w+)\}/g, (_all, name: string) => String(values[name]));
}
