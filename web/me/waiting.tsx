import type { JSX } from 'preact';
import { t } from '../shell/words.ts';
import { useStore } from '../wire/store.ts';
import { discard, insist, sending, waiting } from './outbox.ts';

/** What is not at the server yet: how much, and of what it refused why. Nothing goes but by the reader's own word. */
export function WaitingList(): JSX.Element {
  const all = useStore(waiting);
  const onTheirWay = useStore(sending);
  const list = onTheirWay ? all.filter((one) => one.refused !== undefined) : all;
  const refused = list.filter((one) => one.refused !== undefined);
  return (
    <>
      <p class="waits" role="status">
        {list.length > 0 && t('me.waiting.count', { n: list.length })}
      </p>
      {list.length > 0 && (
        <ul class="waiting" aria-label={t('me.waiting.list')}>
          {list.map((one) => (
            <li key={one.key} class={one.refused ? 'refused' : ''}>
              <b>{t(`me.act.${one.act}`, { what: one.what })}</b> <small>{one.when}</small>
              {one.note && <q>{one.note}</q>}
              {one.refused && (
                <>
                  <p class="problem">{one.refused}</p>
                  <button type="button" onClick={() => void insist(one)}>
                    {t('me.waiting.insist')}
                  </button>{' '}
                  <button type="button" class="risky" onClick={() => void discard(one)}>
                    {t('me.waiting.discard')}
                  </button>
                </>
              )}
            </li>
          ))}
        </ul>
      )}
      <p class="hear" role="alert">
        {refused.length > 0 && t('me.waiting.refused', { n: refused.length })}
      </p>
    </>
  );
}
