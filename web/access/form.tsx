import type { ComponentChildren, JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Dialog, Field } from '../kit/dialog.tsx';
import { said } from '../shell/said.ts';
import { t } from '../shell/words.ts';
import { Refused } from '../wire/api.ts';

/** A row of the server in a form: what is typed stays when it is refused, and the refusal stands where the mistake is. */

export type Values = Record<string, unknown>;

export interface Asked {
  key: string;
  label: string;
  kind: 'text' | 'email' | 'password' | 'check' | 'choice' | 'choices' | 'list';
  /** Of choices. */
  options?: readonly { id: unknown; name: string }[];
  /** What to choose for none; without it one must be chosen. */
  none?: string;
  hint?: string;
  required?: boolean;
}

/** What a list is typed as: `printers, network`. */
const listOf = (text: string): string[] =>
  text
    .split(/[,\n]/)
    .map((one) => one.trim())
    .filter(Boolean);

const idOf = (one: unknown): unknown => (one as { id?: unknown })?.id ?? one;

export function RowForm(props: {
  title: string;
  asked: readonly Asked[];
  row: Values;
  /** Only what was changed. */
  save(changed: Values): Promise<void>;
  close(): void;
  remove?: { label: string; run(): Promise<void> };
  children?: ComponentChildren;
}): JSX.Element {
  const { title, asked, row, close, remove } = props;
  const [problems, setProblems] = useState<Record<string, string>>({});
  const [busy, setBusy] = useState(false);
  const run = (act: () => Promise<void>) => {
    setBusy(true);
    act().catch((error) => {
      setBusy(false);
      setProblems(problemsOf(error, asked));
      // The first mistake, else the text over the form.
      setTimeout(() => document.querySelector<HTMLElement>('dialog [aria-invalid=true], dialog .problem')?.focus());
    });
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const typed = Object.fromEntries(asked.map((one) => [one.key, typedIn(form, one)]));
    const changed = asked.filter((one) => !isSame(typed[one.key], firstOf(row, one)));
    run(() => props.save(Object.fromEntries(changed.map(({ key }) => [key, typed[key]]))));
  };
  return (
    <Dialog title={title} close={close} side>
      <form onSubmit={submit} class="access-form">
        {problems[''] && (
          <p class="problem" role="alert" tabIndex={-1}>
            {problems['']}
          </p>
        )}
        {asked.map((one, index) => (
          <Entry key={one.key} asked={one} row={row} problem={problems[one.key]} isFirst={index === 0} />
        ))}
        {props.children}
        <div class="buttons">
          {remove && (
            <button type="button" class="risky" disabled={busy} onClick={() => run(remove.run)}>
              {remove.label}
            </button>
          )}
          <button type="button" onClick={close}>
            {t('close')}
          </button>
          <button type="submit" class="strong" disabled={busy}>
            {t('access.save')}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

function problemsOf(error: unknown, asked: readonly Asked[]): Record<string, string> {
  const errors = error instanceof Refused ? Object.entries(error.refusal.errors ?? {}) : [];
  const found: [string, string][] = errors.flatMap(([path, [text = '']]) => {
    const key = /(\w+)$/.exec(path)?.[1];
    return asked.some((one) => one.key === key) ? [[key as string, text]] : [];
  });
  return found.length > 0 ? Object.fromEntries(found) : { '': said(error) };
}

/** The value that a row has, as the form says it. */
function firstOf(row: Values, { key, kind }: Asked): unknown {
  const value = row[key];
  if (kind === 'choices') return ((value as unknown[] | undefined) ?? []).map(idOf);
  if (kind === 'list') return value ?? [];
  if (kind === 'check') return value === true;
  if (kind === 'choice') return value ?? null;
  return value ?? '';
}

function typedIn(form: FormData, { key, kind, options = [] }: Asked): unknown {
  const text = String(form.get(key) ?? '');
  const option = (wanted: unknown) => options.find(({ id }) => String(id) === wanted)?.id;
  if (kind === 'check') return text === 'on';
  if (kind === 'choices') return form.getAll(key).map(option);
  if (kind === 'choice') return option(text) ?? null;
  return kind === 'list' ? listOf(text) : text;
}

const isSame = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);

interface EntryProps {
  asked: Asked;
  row: Values;
  problem: string | undefined;
  isFirst: boolean;
}

function Entry({ asked, row, problem, isFirst }: EntryProps): JSX.Element {
  const { key, label, kind, options = [], none, hint, required } = asked;
  const first = firstOf(row, asked);
  const chosen = new Set((Array.isArray(first) ? first : [first]).map(String));
  if (kind === 'check')
    return (
      <label class="check">
        <input type="checkbox" name={key} defaultChecked={first === true} />
        {label}
      </label>
    );
  if (kind === 'choices')
    return (
      <fieldset class="field">
        <legend>{label}</legend>
        {options.map(({ id, name }) => (
          <label key={String(id)} class="check">
            <input type="checkbox" name={key} value={String(id)} defaultChecked={chosen.has(String(id))} />
            {name}
          </label>
        ))}
      </fieldset>
    );
  const common = {
    name: key,
    required: required ?? false,
    'aria-invalid': problem !== undefined,
    ...(isFirst && { 'data-first': true }),
  };
  return (
    <Field label={label} {...((problem ?? hint) && { hint: problem ?? hint })}>
      {kind === 'choice' ? (
        <select {...common} defaultValue={String(first ?? '')}>
          {none !== undefined && <option value="">{none}</option>}
          {options.map(({ id, name }) => (
            <option key={String(id)} value={String(id)} selected={chosen.has(String(id))}>
              {name}
            </option>
          ))}
        </select>
      ) : (
        <input
          {...common}
          type={(kind === 'list' ? 'text' : kind) as 'text'}
          autocomplete={kind === 'password' ? 'new-password' : 'off'}
          defaultValue={Array.isArray(first) ? first.join(', ') : String(first)}
        />
      )}
    </Field>
  );
}
