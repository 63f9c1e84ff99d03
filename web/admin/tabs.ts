import type { Place } from '../shell/pages.tsx';

/** The tabs, in their order: a file with `Page({ me })`, its texts where they are not this page's (its name is
 * `admin.tab.KEY`), and who finds it: admins when that is missing. */
export const tabs: readonly Place[] = [
  { key: 'workdays', load: () => import('./workdays.tsx') },
  { key: 'booking', load: () => import('./booking.tsx') },
  { key: 'holidays', load: () => import('./holidays.tsx'), isFor: ({ role }) => role !== 'agent' },
];
