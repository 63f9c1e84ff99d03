import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Field } from '../kit/dialog.tsx';
import { announce } from '../shell/announce.tsx';
import { address } from '../shell/router.ts';
import { said } from '../shell/said.ts';
import { t } from '../shell/words.ts';
import { call } from '../wire/api.ts';
import { Problem, useAnswer } from './parts.tsx';
import type { Workday } from './workdays.tsx';

interface Holder {
  id: number;
  name: string;
  workday_id?: number | null;
}
type Path = '/Team' | '/Agent';

/** Whose hours they are: agents and teams get them, from a day on. */
export function Assign(props: { workday: Workday; names: readonly string[]; done(): void }): JSX.Element {
  const { workday, names, done } = props;
  const [whose, setWhose] = useState('');
  const [from, setFrom] = useState('');
  const [problem, setProblem] = useState('');
  const teams = useAnswer<Holder[]>(() => call('GET', '/Team'), []);
  const agents = useAnswer<Holder[]>(() => call('GET', '/Agent'), []);
  const lists: [Path, string, Holder[]][] = [
    ['/Team', t('admin.teams'), teams.value ?? []],
    ['/Agent', t('admin.agents'), agents.value ?? []],
  ];
  const give = async (path: Path, id: number, workday_id: number | null) =>
    call('POST', path, { body: [{ id, workday_id, ...(from && { workday_valid_from: from }) }] });
  const assign = async (event: SubmitEvent) => {
    event.preventDefault();
    const [path, id] = whose.split(' ') as [Path, string];
    const holder = lists.find(([one]) => one === path)?.[2].find((one) => one.id === Number(id));
    if (!holder) return;
    const run = async (workday_id: number | null, text: string, undo?: () => void) => {
      try {
        await give(path, holder.id, workday_id);
        announce({ text, ...(undo && { action: { label: t('undo'), run: undo } }) });
        setProblem('');
        done();
      } catch (error) {
        setProblem(said(error));
      }
    };
    const back = () => void run(holder.workday_id ?? null, t('done.undone', { what: holder.name }));
    await run(workday.id, t('admin.assigned', { who: holder.name, what: workday.name }), back);
  };
  return (
    <section aria-labelledby="whose">
      <h2 id="whose">{t('admin.whose')}</h2>
      <p>{names.length > 0 ? names.join(', ') : t('admin.nobody')}</p>
      <p>
        <a href={address(`admin/holidays?workday=${workday.id}`)}>
          {t('admin.publicHolidays', { n: workday.holidays?.length ?? 0 })}
        </a>
      </p>
      <form class="line" onSubmit={assign}>
        <Problem text={problem} />
        <Field label={t('admin.giveTo')}>
          <select required value={whose} onChange={(event) => setWhose(event.currentTarget.value)}>
            <option value="">{t('admin.choose')}</option>
            {lists.map(([path, label, holders]) => (
              <optgroup key={path} label={label}>
                {holders.map(({ id, name }) => (
                  <option key={id} value={`${path} ${id}`}>
                    {name}
                  </option>
                ))}
              </optgroup>
            ))}
          </select>
        </Field>
        <Field label={t('admin.fromDay')}>
          <input type="date" value={from} onInput={(event) => setFrom(event.currentTarget.value)} />
        </Field>
        <button type="submit">{t('admin.assign')}</button>
      </form>
    </section>
  );
}
