import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Session } from '../../src/rooms/board/shape.ts';
import { boardState } from '../board/desk.ts';
import { steps } from '../board/history.ts';
import icon from '../icon.svg';
import { Offline, onSignedOut, readSession, signOut } from '../wire/api.ts';
import { keptSession, leaving, ownerOf } from '../wire/kept.ts';
import { online } from '../wire/online.ts';
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
  const found = await readSession().catch(
    (error: unknown): Session =>
      (error instanceof Offline && !leaving.is() && keptSession()) || {
        signed_in: false,
        locale: 'en',
        language: 'en',
      },
  );
  online.listen(() => setTimeout(meetAgain));
  session.listen(forgetOthers);
  const asked = new URLSearchParams(location.search).get('language');
  await speak(asked ?? (chosenLanguage.get() || found.locale));
  session.set(found);
}

let owner = '';

/** What one agent has read is not for the next one at this screen. */
function forgetOthers(): void {
  const now = session.get();
  const next = now?.signed_in ? ownerOf(now) : '';
  if (next === owner) return;
  owner = next;
  boardState.set({ loading: true });
  steps.set({ done: [], undone: [] });
}

/** Back at the server: it may know somebody else by now, or nobody. */
async function meetAgain(): Promise<void> {
  if (online.get()) await readSession().then(session.set, () => undefined);
}

export function App(): JSX.Element | null {
  const now = useStore(session);
  useStore(language);
  if (!now) return null;
  return now.signed_in ? <Shell key={ownerOf(now)} session={now} /> : <SignIn session={now} done={session.set} />;
}

function Shell({ session: me }: { session: Session }): JSX.Element {
  const place = placeOf(useStore(route).page);
  const [keys, setKeys] = useState(false);
  const speaks = useStore(language);
  useKeys({ '?': () => setKeys(true) });
  useEffect(() => {
    document.title = `${t(`page.${place.key}`)} - Almanac`;
  }, [place.key, speaks]);
  return (
    <div class="shell">
      <a class="skip" href="#content">
        {t('skip')}
      </a>
      <Header me={me} page={place.key} showKeys={() => setKeys(true)} />
      <main id="content" tabIndex={-1}>
        <PageOf key={place.key} place={place} me={me} />
      </main>
      <Announcements />
      {keys && <KeyList close={() => setKeys(false)} />}
    </div>
  );
}

/** Said as long as it is so. */
function Unreachable(): JSX.Element {
  const reached = useStore(online);
  useEffect(() => {
    if (reached) return;
    const timer = setInterval(() => void readSession().catch(() => undefined), 10_000);
    return () => clearInterval(timer);
  }, [reached]);
  return (
    <p class="unreachable" role="status">
      {reached ? '' : t('offline')}
    </p>
  );
}

function Header({ me, page, showKeys }: { me: Session; page: string; showKeys(): void }): JSX.Element {
  const clock = useStore(clockLine);
  const pages = useRef<HTMLElement>(null);
  useEffect(() => {
    // On a phone the list of pages scrolls.
    pages.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [page]);
  return (
    <header class="top">
      <a class="brand" href={address('board')} aria-label="Almanac">
        <img src={icon} alt="" width="22" height="22" />
      </a>
      <nav ref={pages} aria-label={t('navigation')}>
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
      <Unreachable />
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
