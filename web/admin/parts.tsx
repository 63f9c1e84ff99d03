import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { said } from '../shell/said.ts';
import { speech, t } from '../shell/words.ts';

/** What the tabs share: reading, refusals, dates, lists to choose from. */

/** What the server answers, asked again when `asked` changes; the last answer stays until the next has come. */
export function useAnswer<T>(read: (signal: AbortSignal) => Promise<T>, asked: readonly unknown[], wait = 0) {
  const [state, setState] = useState<{ value?: T; problem?: string }>({});
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    const stop = new AbortController();
    const timer = setTimeout(() => {
      read(stop.signal).then(
        (value) => stop.signal.aborted || setState({ value }),
        (error) => stop.signal.aborted || setState((now) => ({ ...now, problem: said(error) })),
      );
    }, wait);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [...asked, turn]);
  return { ...state, again: () => setTurn((now) => now + 1) };
}

let isSaved = false;

/** A form that was saved is drawn anew from what is stored: the focus stays on its button. */
export function useSavedFocus() {
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (isSaved) button.current?.focus();
    isSaved = false;
  }, []);
  return { button, mark: () => (isSaved = true) };
}

/** What had the focus is gone: it goes to the heading of its list. */
export const focusOn = (id: string): void => document.getElementById(id)?.focus();

/** `Tue 24 Nov` of a civil date, in the order in which the server's labels have it. */
export const dateLabel = (date: string, more: Intl.DateTimeFormatOptions = { weekday: 'short' }): string =>
  new Intl.DateTimeFormat(speech() === 'en' ? 'en-GB' : speech(), {
    day: 'numeric',
    month: 'short',
    ...more,
    timeZone: 'UTC',
  }).format(Date.parse(date));

export const Problem = ({ text }: { text: string | undefined }): JSX.Element | null =>
  text ? (
    <p class="problem" role="alert">
      {text}
    </p>
  ) : null;

/** A table that may be wider than the page: it scrolls by itself, with the keyboard too. */
export function Scroll({ label, children }: { label: string; children: ComponentChildren }): JSX.Element {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by the keyboard
    <section class="scroll" aria-label={label} tabIndex={0}>
      {children}
    </section>
  );
}

/** A list beside what is chosen in it; the address says which (`?id=`). */
export function Chooser(props: {
  label: string;
  rows: readonly { id: number; name: string }[];
  chosen: number;
  address(id: number | 'new'): string;
  add: string;
  children: ComponentChildren;
}): JSX.Element {
  const { label, rows, chosen, address, add, children } = props;
  const mark = (is: boolean) => (is ? 'true' : undefined);
  return (
    <div class="split">
      <nav class="choose" aria-label={label}>
        {rows.map(({ id, name }) => (
          <a key={id} href={address(id)} aria-current={mark(id === chosen)}>
            {name}
          </a>
        ))}
        <a href={address('new')} aria-current={mark(chosen === 0)}>
          + {add}
        </a>
      </nav>
      <div class="chosen">{children}</div>
    </div>
  );
}

export interface Planned {
  id: number;
  agent_name: string;
  subject: string;
  label: string;
  booked: boolean;
}

/** What a setting would touch, row by row. */
export const PlannedList = ({ rows }: { rows: readonly Planned[] }): JSX.Element => (
  <ul class="planned">
    {rows.map(({ id, agent_name, subject, label, booked }) => (
      <li key={`${id} ${agent_name}`}>
        <b>{subject}</b> {agent_name}, {label}
        {booked && <i> {t('admin.booked')}</i>}
      </li>
    ))}
  </ul>
);
