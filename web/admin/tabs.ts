import type { Place } from '../shell/pages.tsx';

const access = { en: () => import('../access/words.en.json'), de: () => import('../access/words.de.json') };

/** The tabs, in their order: a file with `Page({ me })`, its texts where they are not this page's (its name is
 * `admin.tab.KEY`), and who finds it: admins when that is missing. */
export const tabs: readonly Place[] = [
  { key: 'workdays', load: () => import('./workdays.tsx') },
  { key: 'booking', load: () => import('./booking.tsx') },
  { key: 'holidays', load: () => import('./holidays.tsx'), isFor: ({ role }) => role !== 'agent' },
  { key: 'agents', load: () => import('../access/agents.tsx'), words: access },
  { key: 'keys', load: () => import('../access/keys.tsx'), words: access },
  { key: 'webhooks', load: () => import('../access/webhooks.tsx'), words: access },
  { key: 'log', load: () => import('../access/log.tsx'), words: access },
];
