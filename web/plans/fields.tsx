import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Field } from '../kit/dialog.tsx';
import { readDuration } from '../kit/duration.ts';
import { said } from '../shell/said.ts';
import { t } from '../shell/words.ts';
import type { Draft } from './draft.ts';
import type { Wall } from './moment.ts';
import { close } from './opened.ts';
import { nameOfService, planned } from './read.ts';

/** Fields that the forms share. */

export interface Part {
  draft: Draft;
  put(part: Partial<Draft>): void;
}

interface TextProps {
  label: string;
  hint?: string;
  value: string;
  put(text: string): void;
  type?: 'text' | 'number' | 'date' | 'time';
  inputMode?: 'decimal';
  min?: string;
  step?: string;
  maxLength?: number;
  'aria-invalid'?: boolean;
  'data-first'?: boolean;
}

export function Text({ label, hint, put, type = 'text', ...rest }: TextProps): JSX.Element {
  return (
    <Field label={label} {...(hint && { hint })}>
      <input required {...rest} type={type as 'text'} onInput={(event) => put(event.currentTarget.value)} />
    </Field>
  );
}

interface ChooseProps {
  label: string;
  value: string | number;
  required?: boolean;
  'data-first'?: boolean;
  put(text: string): void;
  /** What stands there while nothing is chosen. */
  none: string;
  from: readonly { id: number; name: string }[];
}

export function Choose({ label, put, none, from, ...rest }: ChooseProps): JSX.Element {
  return (
    <Field label={label}>
      <select {...rest} onChange={(event) => put(event.currentTarget.value)}>
        <option value="">{none}</option>
        {from.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
    </Field>
  );
}

export const servicesBut = (ids: readonly number[]): { id: number; name: string }[] =>
  planned()
    .services.filter(({ service }) => !ids.includes(service))
    .map(({ service, service_desc }) => ({ id: service, name: service_desc }));

export function Length({ draft: { length }, put, ...rest }: Part & { 'data-first'?: boolean }): JSX.Element {
  return (
    <Text
      {...rest}
      label={t('target.duration')}
      inputMode="decimal"
      value={length}
      aria-invalid={readDuration(length) === undefined}
      put={(text) => put({ length: text })}
    />
  );
}

export function Risk({ draft, put, hint = '' }: Part & { hint?: string }): JSX.Element {
  return (
    <Text
      label={t('plans.risk')}
      hint={hint}
      type="number"
      min="0"
      step="any"
      value={draft.risk}
      put={(risk) => put({ risk })}
    />
  );
}

/** Those that are chosen, each with a way out, and one more. */
export function ManyServices({ draft: { services }, put }: Part): JSX.Element {
  return (
    <div class="chosen">
      <Choose
        // What was chosen is among the chosen: the choice begins anew.
        key={services.join()}
        label={t('plans.services')}
        none={t('plans.addService')}
        value=""
        from={servicesBut(services)}
        put={(text) => put({ services: [...services, Number(text)] })}
      />
      <ul>
        {services.map((id) => (
          <li key={id} class="chip">
            {nameOfService(id)}
            <button
              type="button"
              class="quiet"
              aria-label={t('plans.without', { what: nameOfService(id) })}
              onClick={() => put({ services: services.filter((one) => one !== id) })}
            >
              ×
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

export function WallFields(props: {
  part: 'from' | 'until';
  draft: Draft;
  put(part: { from?: Wall; until?: Wall }): void;
}): JSX.Element {
  const { part, draft, put } = props;
  const { [part]: wall, allDay } = draft;
  const take = (change: Partial<Wall>) => put({ [part]: { ...wall, ...change } });
  return (
    <div class="pair">
      <Text label={t(`plans.${part}Day`)} type="date" value={wall.date} put={(date) => take({ date })} />
      {!allDay && <Text label={t(`plans.${part}Time`)} type="time" value={wall.time} put={(time) => take({ time })} />}
    </div>
  );
}

export function Check({ label, on, turn }: { label: string; on: boolean; turn(on: boolean): void }): JSX.Element {
  return (
    <label class="check">
      <input type="checkbox" checked={on} onChange={() => turn(!on)} />
      {label}
    </label>
  );
}

/** The way out of a dialog, and its answer. */
export function Buttons({
  leave = t('close'),
  out = close,
  children,
}: {
  leave?: string;
  out?(): void;
  children?: ComponentChildren;
}): JSX.Element {
  return (
    <div class="buttons">
      <button type="button" onClick={out}>
        {leave}
      </button>
      {children}
    </div>
  );
}

/** What the server says to what was typed, a moment after the last key. */
export function useAnswer<T extends object>(typed: unknown, ask: () => Promise<T>): T | { problem?: string } {
  const [answer, setAnswer] = useState<T | { problem?: string }>({});
  useEffect(() => {
    let isWanted = true;
    const told = (next: T | { problem: string }) => isWanted && setAnswer(next);
    const timer = setTimeout(() => void ask().then(told, (error) => told({ problem: said(error) })), 250);
    return () => {
      isWanted = false;
      clearTimeout(timer);
    };
  }, [JSON.stringify(typed)]);
  return answer;
}
