import type { ComponentType, JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Session } from '../../src/rooms/board/shape.ts';
import { BoardPage } from '../board/page.tsx';
import { type Lesson, learn, t } from './words.ts';

/** The pages of the navigation, in its order. The board is in the first file that a browser loads; each other page comes when
 * it is asked for, with its texts and styles. */

type PageView = ComponentType<{ me: Session }>;

export interface Place {
  /** First part of the address below /app/; its name in the navigation is the text `page.KEY`. */
  key: string;
  view?: PageView;
  load?(): Promise<{ Page: PageView }>;
  words?: Lesson;
  /** Who finds it in the navigation; everybody when it is missing. The server says what they may see there. */
  isFor?(me: Session): boolean;
}

type Words = Lesson['en'];
const words = (en: Words, de: Words): Lesson => ({ en, de });
const ofSheets = words(
  () => import('../sheets/words.en.json'),
  () => import('../sheets/words.de.json'),
);

/** My day, which a phone must have before its network goes. */
export const loadMe = () => import('../me/page.tsx');

export const places: readonly Place[] = [
  { key: 'board', view: BoardPage },
  { key: 'me', load: loadMe },
  { key: 'timesheets', load: () => import('../sheets/page.tsx'), words: ofSheets },
  {
    key: 'approvals',
    load: () => import('../sheets/approvals.tsx'),
    words: ofSheets,
    isFor: (me) => me.approves === true,
  },
  {
    key: 'changes',
    load: () => import('../plans/page.tsx'),
    words: words(
      () => import('../plans/words.en.json'),
      () => import('../plans/words.de.json'),
    ),
  },
  {
    key: 'utilisation',
    load: () => import('../utilisation/page.tsx'),
    words: words(
      () => import('../utilisation/words.en.json'),
      () => import('../utilisation/words.de.json'),
    ),
  },
  {
    key: 'admin',
    load: () => import('../admin/page.tsx'),
    words: words(
      () => import('../admin/words.en.json'),
      () => import('../admin/words.de.json'),
    ),
    isFor: ({ role }) => role !== 'agent',
  },
];

export const placeOf = (page: string): Place =>
  places.find(({ key }) => page.split('/')[0] === key) ?? (places[0] as Place);

export function PageOf({ place, me }: { place: Place; me: Session }): JSX.Element {
  const { view: View } = place;
  return View ? <View me={me} /> : <LaterPage place={place} me={me} />;
}

function LaterPage({ place: { load, words }, me }: { place: Place; me: Session }): JSX.Element {
  const [View, setView] = useState<PageView>();
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    let isWanted = true;
    Promise.all([load?.(), words && learn(words)])
      .then(([module]) => isWanted && setView(() => module?.Page))
      .catch(() => isWanted && setFailed(true));
    return () => {
      isWanted = false;
    };
  }, [load]);
  if (View) return <View me={me} />;
  return <p class="empty">{t(failed ? 'page.notThere' : 'loading')}</p>;
}
