import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Session } from '../../src/rooms/board/shape.ts';
import icon from '../icon.svg';
import { onSignedOut, readSession, signOut } from '../wire/api.ts';
import { connected } from '../wire/feed.ts';
import { createStore, useStore } from '../wire/store.ts';
import { Announcements } from './announce.tsx';
import { clockLine } from './clock-line.ts';
import { KeyList, useKeys } from './keys.tsx';
import { PageOf, placeOf, places } from './pages.tsx';
import { chosenLanguage, type Theme, theme } from './preferences.ts';
import { address, route } from './router.ts';
import { SignIn } from './sign-in.tsx';
import { language, languages, speak, t } from './words.ts';

const session = createStore<Session | undefined>(undefined);

export async function start(): Promise<void> {
  onSignedOut(() => session.set((now) => now && { ...now, signed_in: false }));
  const found = await readSession().catch((): Session => ({ signed_in: false, locale: 'en', language: 'en' }));
  const asked = new URLSearchParams(location.search).get('language');
  await speak(asked ?? (chosenLanguage.get() || found.locale));
  session.set(found);
}

export function App(): JSX.Element | null {
  const now = useStore(session);
  useStore(language);
  if (!now) return null;
  return now.signed_in ? <Shell session={now} /> : <SignIn session={now} done={session.set} />;
}

function Shell({ session: me }: { session: Session }): JSX.Element {
  const place = placeOf(useStore(route).page);
  const [keys, setKeys] = useState(false);
  const live = useStore(connected);
  useKeys({ '?': () => setKeys(true) });
  useEffect(() => {
    document.title = `${t(`page.${place.key}`)} - Almanac`;
  });
  return (
    <div class="shell">
      <a class="skip" href="#content">
        {t('skip')}
      </a>
      <Header me={me} page={place.key} showKeys={() => setKeys(true)} />
      <main id="content" tabIndex={-1}>
        <PageOf key={place.key} place={place} me={me} />
      </main>
      <Announcements live={t(`live.${live}`)} />
      {keys && <KeyList close={() => setKeys(false)} />}
    </div>
  );
}

function Header({ me, page, showKeys }: { me: Session; page: string; showKeys(): void }): JSX.Element {
  const clock = useStore(clockLine);
  return (
    <header class="top">
      <a class="brand" href={address('board')} aria-label="Almanac">
        <img src={icon} alt="" width="22" height="22" />
      </a>
      <nav aria-label={t('navigation')}>
        {places
          .filter(({ isFor }) => isFor?.(me) ?? true)
          .map(({ key }) => (
            <a key={key} href={address(key)} aria-current={key === page ? 'page' : undefined}>
              {t(`page.${key}`)}
            </a>
          ))}
      </nav>
      <span class="clock">{clock || me.zone_label}</span>
      <button type="button" class="quiet" onClick={showKeys} aria-label={t('keys.title')}>
        ?
      </button>
      <details class="menu">
        <summary>{me.name}</summary>
        <div class="menu-body">
          <Choice
            label={t('theme')}
            value={useStore(theme)}
            options={['system', 'light', 'dark']}
            name={(one) => t(`theme.${one}`)}
            choose={(one) => theme.set(one as Theme)}
          />
          <Choice
            label={t('language')}
            value={useStore(language)}
            options={languages.filter((one) => one.length === 2)}
            name={(one) => new Intl.DisplayNames(one, { type: 'language' }).of(one) ?? one}
            choose={(one) => {
              chosenLanguage.set(one);
              void speak(one);
            }}
          />
          <button type="button" onClick={() => void signOut().then(() => session.set({ ...me, signed_in: false }))}>
            {t('signOut')}
          </button>
        </div>
      </details>
    </header>
  );
}

function Choice(props: {
  label: string;
  value: string;
  options: readonly string[];
  name(option: string): string;
  choose(option: string): void;
}): JSX.Element {
  return (
    <label class="field">
      <span>{props.label}</span>
      <select value={props.value} onChange={(event) => props.choose(event.currentTarget.value)}>
        {props.options.map((option) => (
          <option key={option} value={option}>
            {props.name(option)}
          </option>
        ))}
      </select>
    </label>
  );
}
