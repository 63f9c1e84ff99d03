import type { ComponentChildren, JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Field } from '../kit/dialog.tsx';
import { readDuration, writeDuration } from '../kit/duration.ts';
import { t } from '../shell/words.ts';
import { atWall, clockAt, columnOf } from './clock.ts';
import type { Desk } from './model.ts';
import type { Target } from './save.ts';

/** Who, which day, what time, how long: what a drag says, by keys. */
export function TargetForm(props: {
  desk: Desk;
  first: Target;
  label: string;
  submit(to: Target): void;
  close(): void;
  children?: ComponentChildren;
}): JSX.Element {
  const { desk, first } = props;
  const { columns, agents } = desk.board;
  const [agent, setAgent] = useState(first.agent);
  const [day, setDay] = useState(columnOf(columns, first.from)?.date ?? '');
  const [time, setTime] = useState(clockAt(columns, first.from));
  const [length, setLength] = useState(writeDuration(first.until - first.from));
  const column = columns.find(({ date }) => date === day);
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  const place = column && time ? atWall(column, hour * 60 + minute) : undefined;
  const minutes = readDuration(length);
  const wrong =
    minutes === undefined
      ? t('target.length')
      : place && !place.exists
        ? t('target.gap', { when: clockAt(columns, place.at) })
        : '';
  const submit = (event: Event) => {
    event.preventDefault();
    if (place && minutes !== undefined) props.submit({ agent, from: place.at, until: place.at + minutes });
  };
  return (
    <form onSubmit={submit}>
      {props.children}
      <Field label={t('agent')}>
        <select
          data-first={!props.children}
          value={agent}
          onChange={(event) => setAgent(Number(event.currentTarget.value))}
        >
          {agents
            .filter(({ can, id }) => can || id === first.agent)
            .map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
        </select>
      </Field>
      <div class="pair">
        <Field label={t('target.day')}>
          <select value={day} onChange={(event) => setDay(event.currentTarget.value)}>
            {columns.map(({ date, label }) => (
              <option key={date} value={date}>
                {label}
              </option>
            ))}
          </select>
        </Field>
        <Field label={t('target.time')}>
          <input type="time" required value={time} onInput={(event) => setTime(event.currentTarget.value)} />
        </Field>
        <Field label={t('target.duration')}>
          <input
            required
            inputMode="decimal"
            value={length}
            aria-invalid={minutes === undefined}
            onInput={(event) => setLength(event.currentTarget.value)}
          />
        </Field>
      </div>
      <p class="hint" aria-live="polite">
        {wrong}
      </p>
      <div class="buttons">
        <button type="button" onClick={props.close}>
          {t('close')}
        </button>
        <button type="submit" class="strong" disabled={minutes === undefined}>
          {props.label}
        </button>
      </div>
    </form>
  );
}
