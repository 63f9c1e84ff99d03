import type { ComponentChildren, JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Dialog } from '../kit/dialog.tsx';
import { t } from '../shell/words.ts';

export interface Choice {
  id: string;
  label: string;
  detail: string;
  /** Not chosen at first. */
  off?: boolean;
}

/** What it will be about is shown, with its names, before it is done. */
export function Choose(props: {
  title: string;
  choices: readonly Choice[];
  /** Text of the button, for so many. */
  label(count: number): string;
  act(ids: string[]): void;
  close(): void;
  children?: ComponentChildren;
}): JSX.Element {
  const [off, setOff] = useState(new Set(props.choices.filter((one) => one.off).map(({ id }) => id)));
  const ids = props.choices.map(({ id }) => id).filter((id) => !off.has(id));
  const submit = (event: Event) => {
    event.preventDefault();
    props.close();
    props.act(ids);
  };
  return (
    <Dialog title={props.title} close={props.close}>
      <form onSubmit={submit}>
        {props.children}
        <ul class="choices">
          {props.choices.map(({ id, label, detail }) => (
            <li key={id}>
              <label class="check">
                <input
                  type="checkbox"
                  checked={!off.has(id)}
                  onChange={() => setOff((before) => (before.delete(id) ? new Set(before) : new Set(before).add(id)))}
                />
                <span>
                  <b>{label}</b> <small>{detail}</small>
                </span>
              </label>
            </li>
          ))}
        </ul>
        <div class="buttons">
          <button type="button" onClick={props.close}>
            {t('close')}
          </button>
          <button type="submit" class="strong" data-first disabled={ids.length === 0}>
            {props.label(ids.length)}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
