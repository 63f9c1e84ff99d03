import type { ComponentType, JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Session } from '../../src/rooms/board/shape.ts';
import type { Desk } from '../board/model.ts';
import { learn, t } from '../shell/words.ts';
import { online } from '../wire/online.ts';
import { useStore } from '../wire/store.ts';

export interface RequestsProps {
  me: Session;
  desk: Desk;
}

const words = { en: () => import('./words.en.json'), de: () => import('./words.de.json') };

/** Leave, shifts, the calendar's address: they need the server, and come after what the day needs. */
export function RequestsBar(props: RequestsProps): JSX.Element | null {
  const reached = useStore(online);
  const [View, setView] = useState<ComponentType<RequestsProps>>();
  useEffect(() => {
    if (!reached || View) return;
    Promise.all([import('./requests.tsx'), learn(words)]).then(
      ([{ Requests }]) => setView(() => Requests),
      () => undefined,
    );
  }, [reached]);
  if (!reached || !View) return reached ? null : <p class="hint">{t('me.requestsOffline')}</p>;
  return <View {...props} />;
}
