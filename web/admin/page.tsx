import type { JSX } from 'preact';
import type { Session } from '../../src/rooms/board/shape.ts';
import { PageOf } from '../shell/pages.tsx';
import { address, route } from '../shell/router.ts';
import { t } from '../shell/words.ts';
import { useStore } from '../wire/store.ts';
import './admin.css';
import { tabs } from './tabs.ts';

/** What those settle who run a desk: /app/admin/TAB, each tab a file of its own. */
export function Page({ me }: { me: Session }): JSX.Element {
  const [, asked] = useStore(route).page.split('/');
  const own = tabs.filter(({ isFor }) => isFor?.(me) ?? me.role === 'admin');
  const tab = own.find(({ key }) => key === asked) ?? own[0];
  if (!tab) return <p class="empty">{t('admin.notForYou')}</p>;
  return (
    <div class="admin">
      <nav class="tabs" aria-label={t('admin.tabs')}>
        {own.map(({ key }) => (
          <a key={key} href={address(`admin/${key}`)} aria-current={key === tab.key ? 'page' : undefined}>
            {t(`admin.tab.${key}`)}
          </a>
        ))}
      </nav>
      <section class="tab" aria-labelledby="tab">
        <h1 id="tab">{t(`admin.tab.${tab.key}`)}</h1>
        <PageOf key={tab.key} place={tab} me={me} />
      </section>
    </div>
  );
}
