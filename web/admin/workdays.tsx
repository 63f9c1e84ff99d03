import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { PreviewAnswer } from '../../src/rooms/workdays/schema.ts';
import { Field } from '../kit/dialog.tsx';
import { announce } from '../shell/announce.tsx';
import { address, ask, route } from '../shell/router.ts';
import { complain, said } from '../shell/said.ts';
import { language, t } from '../shell/words.ts';
import { call } from '../wire/api.ts';
import { useStore } from '../wire/store.ts';
import { Assign } from './assign.tsx';
import { Chooser, Problem, useAnswer, useSavedFocus } from './parts.tsx';
import { type Hours, hoursFrom, type Week, weekOf } from './week.ts';
import { WeekFields } from './week-fields.tsx';
import { WeeksAhead } from './weeks-ahead.tsx';

export interface Workday extends Hours {
  id: number;
  name: string;
  timezone?: string;
  valid_from?: string;
  is_default?: boolean;
  holidays?: unknown[];
  versions?: { valid_from?: string }[];
  _etag?: string;
}

const fresh = { id: 0, name: '', timezone: '', alldayssame: true, start: '1901-01-01T09:00', end: '1901-01-01T17:00' };
const asNew: Workday = {
  ...fresh,
  ...Object.fromEntries(['mon', 'tues', 'wednes', 'thurs', 'fri'].map((day) => [`inc${day}day`, true])),
};
const at = (id: number | 'new') => address(`admin/workdays?id=${id}`);

export function Page(): JSX.Element {
  const asked = useStore(route).query.get('id');
  const list = useAnswer<Workday[]>(() => call('GET', '/Workday', { query: { isconfig: true } }), []);
  if (!list.value) return list.problem ? <Problem text={list.problem} /> : <p class="empty">{t('loading')}</p>;
  const chosen = asked === 'new' ? 0 : Number(asked) || (list.value[0]?.id ?? 0);
  return (
    <Chooser label={t('admin.tab.workdays')} rows={list.value} chosen={chosen} address={at} add={t('admin.newWorkday')}>
      <Stored key={chosen} id={chosen} saved={list.again} />
    </Chooser>
  );
}

function Stored({ id, saved }: { id: number; saved(): void }): JSX.Element {
  const read = () =>
    id ? call<Workday>('GET', `/Workday/${id}`, { query: { includedetails: true } }) : Promise.resolve(asNew);
  const { value, problem, again } = useAnswer<Workday>(read, [id]);
  const done = () => {
    again();
    saved();
  };
  if (!value) return problem ? <Problem text={problem} /> : <p class="empty">{t('loading')}</p>;
  return <Edit key={`${value._etag}`} workday={value} saved={done} />;
}

function Edit({ workday, saved }: { workday: Workday; saved(): void }): JSX.Element {
  const speaks = useStore(language);
  const { button, mark } = useSavedFocus();
  const [name, setName] = useState(workday.name);
  const [timezone, setZone] = useState(workday.timezone ?? '');
  const [week, setWeek] = useState<Week>(() => weekOf(workday));
  const [from, setFrom] = useState('');
  const [problem, setProblem] = useState('');
  const element = {
    ...(workday.id > 0 && { id: workday.id }),
    name,
    timezone,
    ...hoursFrom(week, workday),
    ...(from && { valid_from: from }),
  };
  const text = JSON.stringify(element);
  const body = { ...element, name: name || '-' };
  const query = { locale: speaks.slice(0, 2) };
  const effect = useAnswer<PreviewAnswer>(
    (signal) => call('POST', '/Workday/Preview', { body, query, signal }),
    [text, speaks],
    300,
  );
  const save = async (event: SubmitEvent) => {
    event.preventDefault();
    setProblem('');
    try {
      const row = await call<Workday>('POST', '/Workday', { body: [element], etag: workday._etag });
      announce({
        text: t('admin.saved', { what: name }),
        ...(workday.id > 0 && { action: { label: t('undo'), run: () => void takeBack(workday, from, row, saved) } }),
      });
      mark();
      if (workday.id === 0) ask({ id: String(row.id) });
      saved();
    } catch (error) {
      setProblem(said(error));
    }
  };
  return (
    <>
      <form onSubmit={save}>
        <Problem text={problem} />
        <div class="pair">
          <Field label={t('admin.name')}>
            <input required value={name} onInput={(event) => setName(event.currentTarget.value)} />
          </Field>
          <Field label={t('admin.zone')} hint={t('admin.zoneHint')}>
            <input list="zones" value={timezone} onInput={(event) => setZone(event.currentTarget.value)} />
          </Field>
          <datalist id="zones">
            {Intl.supportedValuesOf('timeZone').map((zone) => (
              <option key={zone} value={zone} />
            ))}
          </datalist>
        </div>
        <WeekFields week={week} change={setWeek} />
        <div class="pair">
          <Field label={t('admin.validFrom')} hint={t('admin.validFromHint')}>
            <input type="date" value={from} onInput={(event) => setFrom(event.currentTarget.value)} />
          </Field>
        </div>
        <WeeksAhead effect={effect.value} problem={effect.problem} />
        <div class="buttons">
          <button type="submit" class="strong" ref={button}>
            {from ? t('admin.saveFrom', { date: from }) : t('admin.save')}
          </button>
        </div>
      </form>
      {workday.id > 0 && <Assign workday={workday} names={effect.value?.agents ?? []} done={saved} />}
    </>
  );
}

/** New hours are taken away again; changed ones get what they were. */
async function takeBack(before: Workday, from: string, after: Workday, saved: () => void): Promise<void> {
  const isNew = from !== '' && !before.versions?.some(({ valid_from }) => valid_from === from);
  const { id, name, timezone } = before;
  const element = isNew
    ? { id, name, valid_from: from, _removeversion: true }
    : { id, name, timezone, ...hoursFrom(weekOf(before), before), ...(from && { valid_from: from }) };
  try {
    await call('POST', '/Workday', { body: [element], etag: after._etag });
    announce({ text: t('done.undone', { what: name }) });
    saved();
  } catch (error) {
    complain(error);
  }
}
