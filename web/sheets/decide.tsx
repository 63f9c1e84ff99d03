import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Dialog, Field } from '../kit/dialog.tsx';
import { writeDuration } from '../kit/duration.ts';
import { t } from '../shell/words.ts';
import { call } from '../wire/api.ts';
import type { Days } from '../wire/columns.ts';
import { act } from './desk.ts';
import type { DayRow } from './sheet.ts';
import type { TeamRow } from './team.ts';

/** Deciding: one request, all days or none. */

type Command = '_approve' | '_revertapproval';

const element = ({ agent_id, date }: DayRow, values: Record<string, unknown>) => ({ agent_id, date, ...values });
const post = (elements: object[]) => call('POST', '/Timesheet', { body: elements });

export function decide(rows: readonly TeamRow[], command: Command, read: () => Promise<void>) {
  const isApproval = command === '_approve';
  const days = rows.flatMap(({ days, waiting }) =>
    isApproval ? waiting : days.filter(({ approval }) => approval?.approvalstatus === 1),
  );
  const back = isApproval ? '_revertapproval' : '_approve';
  const values = { n: days.length, who: rows.map(({ name }) => name).join(', ') };
  return act(async () => {
    // The button will be gone, the row stays.
    document.querySelector<HTMLElement>(`a[data-who="${rows[0]?.id}"]`)?.focus();
    await post(days.map((day) => element(day, { [command]: true })));
    return {
      text: t(isApproval ? 'sheets.approved' : 'sheets.reverted', values),
      back: () => post(days.map((day) => element(day, { [back]: true }))),
    };
  }, read);
}

/** Days go back with a reason each; those without one stay as they are. */
export function Return(props: { row: TeamRow; days: Days; read(): Promise<void>; close(): void }): JSX.Element {
  const { row, days, read, close } = props;
  const [reasons, setReasons] = useState<Record<string, string>>({});
  const [problem, setProblem] = useState<string>();
  const returned = row.waiting.filter(({ date }) => reasons[date]?.trim());
  const submit = async (event: Event) => {
    event.preventDefault();
    const wrong = await act(async () => {
      await post(returned.map((day) => element(day, { _reject: true, _approval_message: reasons[day.date] })));
      return { text: t('sheets.returned', { n: returned.length, who: row.name }) };
    }, read);
    if (wrong) setProblem(wrong);
    else close();
  };
  return (
    <Dialog title={t('sheets.returnTitle', { who: row.name })} close={close}>
      <form onSubmit={(event) => void submit(event)}>
        {problem && (
          <p class="problem" role="alert">
            {problem}
          </p>
        )}
        <p class="hint">{t('sheets.returnHint')}</p>
        {row.waiting.map((day, index) => {
          const label = days.columns.find(({ date }) => day.date.startsWith(date))?.label ?? day.date.slice(0, 10);
          const hours = `${writeDuration(day.actual_hours * 60)} / ${writeDuration(day.target_hours * 60)}`;
          return (
            <Field key={day.date} label={`${label}, ${hours}`}>
              <input
                data-first={index === 0}
                placeholder={t('sheets.reason')}
                value={reasons[day.date] ?? ''}
                onInput={(event) => setReasons({ ...reasons, [day.date]: event.currentTarget.value })}
              />
            </Field>
          );
        })}
        <div class="buttons">
          <button type="button" onClick={close}>
            {t('close')}
          </button>
          <button type="submit" class="strong" disabled={returned.length === 0}>
            {t('sheets.returnDo', { n: returned.length })}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
