import type { JSX } from 'preact';
import { Field } from '../kit/dialog.tsx';
import { readDuration } from '../kit/duration.ts';
import { t } from '../shell/words.ts';
import type { Draft } from './draft.ts';
import type { Wall } from './moment.ts';
import { planned } from './read.ts';

/** Fields that the forms share. */

export interface Part {
  draft: Draft;
  put(part: Partial<Draft>): void;
}

export function Length({ draft, put }: Part): JSX.Element {
  const { length } = draft;
  return (
    <Field label={t('target.duration')}>
      <input
        required
        inputMode="decimal"
        value={length}
        aria-invalid={readDuration(length) === undefined}
        onInput={(event) => put({ length: event.currentTarget.value })}
      />
    </Field>
  );
}

export function Risk({ draft, put }: Part): JSX.Element {
  return (
    <input
      type="number"
      min="0"
      step="any"
      required
      value={draft.risk}
      onInput={(event) => put({ risk: event.currentTarget.value })}
    />
  );
}

export function ServiceOptions({ but }: { but: readonly number[] }): JSX.Element {
  return (
    <>
      {planned()
        .services.filter(({ service }) => !but.includes(service))
        .map(({ service, service_desc }) => (
          <option key={service} value={service}>
            {service_desc}
          </option>
        ))}
    </>
  );
}

/** Those that are chosen, each with a way out, and one more. */
export function ManyServices({
  draft,
  put,
}: Pick<Part, 'draft'> & { put(part: { services: number[] }): void }): JSX.Element {
  const { services } = draft;
  const name = (id: number) => planned().services.find(({ service }) => service === id)?.service_desc ?? `#${id}`;
  return (
    <div class="chosen">
      <Field label={t('plans.services')}>
        <select
          value=""
          onChange={(event) => {
            put({ services: [...services, Number(event.currentTarget.value)] });
            event.currentTarget.value = '';
          }}
        >
          <option value="">{t('plans.addService')}</option>
          <ServiceOptions but={services} />
        </select>
      </Field>
      <ul>
        {services.map((id) => (
          <li key={id} class="chip">
            {name(id)}
            <button
              type="button"
              class="quiet"
              aria-label={t('plans.without', { what: name(id) })}
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
  wall: Wall;
  isWhole: boolean;
  put(wall: Wall): void;
}): JSX.Element {
  const { part, wall, isWhole, put } = props;
  return (
    <>
      <Field label={t(`plans.${part}Day`)}>
        <input
          type="date"
          required
          value={wall.date}
          onInput={(event) => put({ ...wall, date: event.currentTarget.value })}
        />
      </Field>
      {!isWhole && (
        <Field label={t(`plans.${part}Time`)}>
          <input
            type="time"
            required
            value={wall.time}
            onInput={(event) => put({ ...wall, time: event.currentTarget.value })}
          />
        </Field>
      )}
    </>
  );
}

export function Check({ label, on, turn }: { label: string; on: boolean; turn(): void }): JSX.Element {
  return (
    <label class="check">
      <input type="checkbox" checked={on} onChange={turn} />
      {label}
    </label>
  );
}
