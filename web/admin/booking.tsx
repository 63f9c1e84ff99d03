import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { TypePreview } from '../../src/rooms/booking/preview-schema.ts';
import { Field } from '../kit/dialog.tsx';
import { readDuration, writeDuration } from '../kit/duration.ts';
import { announce } from '../shell/announce.tsx';
import { address, ask, route } from '../shell/router.ts';
import { complain, said } from '../shell/said.ts';
import { language, t } from '../shell/words.ts';
import { call } from '../wire/api.ts';
import { useStore } from '../wire/store.ts';
import { Offer } from './offer.tsx';
import { Chooser, Problem, useAnswer, useSavedFocus } from './parts.tsx';
import { Questions } from './questions.tsx';

export interface Question {
  id?: string;
  label: string;
  type?: string;
  required?: boolean;
  options?: string[];
}

export interface BookingType {
  id: number;
  name: string;
  duration_type: number;
  duration_mins: number;
  slot_step_mins?: number | null;
  resourcebooking_buffer_minutes_before: number;
  resourcebooking_buffer_minutes_after: number;
  agentbooking_min_hours_advance: number;
  agentbooking_max_days_advance: number;
  max_per_day?: number | null;
  assignment: number;
  agents: number[];
  teams: number[];
  questions: Question[];
  public_key?: string | null;
  _etag?: string;
}

const asNew: BookingType = {
  id: 0,
  name: '',
  duration_type: 0,
  duration_mins: 60,
  resourcebooking_buffer_minutes_before: 0,
  resourcebooking_buffer_minutes_after: 0,
  agentbooking_min_hours_advance: 4,
  agentbooking_max_days_advance: 30,
  assignment: 1,
  agents: [],
  teams: [],
  questions: [],
};
const at = (id: number | 'new') => address(`admin/booking?id=${id}`);

export function Page(): JSX.Element {
  const asked = useStore(route).query.get('id');
  const list = useAnswer<BookingType[]>(() => call('GET', '/BookingType'), []);
  if (!list.value) return list.problem ? <Problem text={list.problem} /> : <p class="empty">{t('loading')}</p>;
  const chosen = asked === 'new' ? 0 : Number(asked) || (list.value[0]?.id ?? 0);
  const type = list.value.find(({ id }) => id === chosen) ?? asNew;
  return (
    <Chooser label={t('admin.tab.booking')} rows={list.value} chosen={type.id} address={at} add={t('admin.newType')}>
      <Edit key={`${type.id} ${type._etag}`} type={type} saved={list.again} />
    </Chooser>
  );
}

/** Lengths as people type them, and counts; empty is none. */
const lengths = [
  ['duration_mins', 'duration'],
  ['slot_step_mins', 'step'],
  ['resourcebooking_buffer_minutes_before', 'before'],
  ['resourcebooking_buffer_minutes_after', 'after'],
] as const;
const counts = [
  ['agentbooking_min_hours_advance', 'notice'],
  ['agentbooking_max_days_advance', 'horizon'],
  ['max_per_day', 'perDay'],
] as const;

function Edit({ type, saved }: { type: BookingType; saved(): void }): JSX.Element {
  const speaks = useStore(language);
  const { button, mark } = useSavedFocus();
  const [now, setNow] = useState(type);
  const [problem, setProblem] = useState('');
  const set = (part: Partial<BookingType>) => setNow((before) => ({ ...before, ...part }));
  const { _etag, public_key, ...rest } = now;
  const element = { ...rest, ...(public_key !== undefined && { public_key }) };
  const preview = useAnswer<TypePreview>(
    (signal) => {
      const query = { locale: speaks.slice(0, 2) };
      return call('POST', '/BookingType/Preview', { body: { ...element, name: now.name || '-' }, query, signal });
    },
    [JSON.stringify(element), speaks],
    300,
  );
  const post = (body: object, etag?: string) => call<BookingType>('POST', '/BookingType', { body: [body], etag });
  const takeBack = (after: BookingType) => {
    const blanks = { slot_step_mins: null, max_per_day: null, public_key: null };
    post({ ...blanks, ...type }, after._etag).then(() => {
      announce({ text: t('done.undone', { what: type.name }) });
      saved();
    }, complain);
  };
  const save = async (event: SubmitEvent) => {
    event.preventDefault();
    try {
      const row = await post(element, _etag);
      const action = type.id > 0 && { action: { label: t('undo'), run: () => takeBack(row) } };
      announce({ text: t('admin.saved', { what: now.name }), ...action });
      mark();
      if (type.id === 0) ask({ id: String(row.id) });
      saved();
    } catch (error) {
      setProblem(said(error));
    }
  };
  return (
    <form onSubmit={save}>
      <Problem text={problem} />
      <Field label={t('admin.name')}>
        <input required value={now.name} onInput={(event) => set({ name: event.currentTarget.value })} />
      </Field>
      <div class="pair">
        {type.duration_type === 0 &&
          lengths.map(([field, label]) => (
            <Length
              key={field}
              label={t(`admin.${label}`)}
              minutes={now[field]}
              set={(value) => set({ [field]: value })}
            />
          ))}
        {counts.map(([field, label]) => (
          <Field key={field} label={t(`admin.${label}`)}>
            <input
              type="number"
              min="0"
              value={(now[field] ?? -1) < 0 ? '' : String(now[field])}
              onInput={(event) => {
                const { value } = event.currentTarget;
                set({ [field]: value === '' ? (field === 'max_per_day' ? null : -1) : Number(value) });
              }}
            />
          </Field>
        ))}
      </div>
      <Who type={now} set={set} />
      <Questions list={now.questions} set={(questions) => set({ questions })} />
      <Field label={t('admin.publicKey')} hint={t('admin.publicKeyHint')}>
        <input
          value={public_key ?? ''}
          pattern="[A-Za-z0-9_\-]{3,100}"
          onInput={(event) => set({ public_key: event.currentTarget.value || null })}
        />
      </Field>
      <Offer preview={preview.value} problem={preview.problem} published={type.public_key ?? undefined} />
      <div class="buttons">
        <button type="submit" class="strong" ref={button}>
          {t('admin.save')}
        </button>
      </div>
    </form>
  );
}

function Length(props: { label: string; minutes: number | null | undefined; set(minutes: number | null): void }) {
  const [text, setText] = useState(props.minutes ? writeDuration(props.minutes) : '');
  const isWrong = text !== '' && readDuration(text) === undefined;
  return (
    <Field label={props.label} {...(isWrong && { hint: t('admin.durationHint') })}>
      <input
        value={text}
        aria-invalid={isWrong}
        onInput={(event) => {
          setText(event.currentTarget.value);
          const minutes = readDuration(event.currentTarget.value);
          if (minutes !== undefined || event.currentTarget.value === '') props.set(minutes ?? 0);
        }}
      />
    </Field>
  );
}

/** Whom customers get, and out of whom. */
function Who({ type, set }: { type: BookingType; set(part: Partial<BookingType>): void }): JSX.Element {
  const teams = useAnswer<{ id: number; name: string }[]>(() => call('GET', '/Team'), []);
  const agents = useAnswer<{ id: number; name: string }[]>(() => call('GET', '/Agent'), []);
  const lists = [
    ['teams', teams.value],
    ['agents', agents.value],
  ] as const;
  return (
    <fieldset class="who">
      <legend>{t('admin.who')}</legend>
      <select
        aria-label={t('admin.assignment')}
        value={type.assignment}
        onChange={(event) => set({ assignment: Number(event.currentTarget.value) })}
      >
        {[0, 1, 2].map((one) => (
          <option key={one} value={one}>
            {t(`admin.assignment.${one}`)}
          </option>
        ))}
      </select>
      {lists.map(([field, rows]) => (
        <details key={field} open={type[field].length > 0}>
          <summary>
            {t(`admin.${field}`)} <span class="count">{type[field].length || t('admin.any')}</span>
          </summary>
          {rows?.map(({ id, name }) => (
            <label key={id} class="check">
              <input
                type="checkbox"
                checked={type[field].includes(id)}
                onChange={({ currentTarget: { checked } }) =>
                  set({ [field]: checked ? [...type[field], id] : type[field].filter((one) => one !== id) })
                }
              />
              {name}
            </label>
          ))}
        </details>
      ))}
    </fieldset>
  );
}
