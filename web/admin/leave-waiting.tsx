import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { announce } from '../shell/announce.tsx';
import { said } from '../shell/said.ts';
import { number, t } from '../shell/words.ts';
import { call } from '../wire/api.ts';
import { dateLabel, focusOn, Problem, useAnswer } from './parts.tsx';

interface Leave {
  id: string;
  agent_name: string;
  name?: string;
  holiday_type_name?: string;
  date: string;
  end_date: string;
  duration: number;
  _etag: string;
}

/** Leave that waits for the reader's decision. */
export function LeaveWaiting(): JSX.Element | null {
  const list = useAnswer<Leave[]>(() => call('GET', '/Holiday', { query: { my_approvals: true } }), []);
  const rows = list.value ?? [];
  return (
    <section aria-labelledby="leave">
      <h2 id="leave" tabIndex={-1}>
        {t('admin.leave')} <span class="count">{rows.length}</span>
      </h2>
      <Problem text={list.problem} />
      {list.value && rows.length === 0 && <p>{t('admin.noLeave')}</p>}
      <ul class="waiting">
        {rows.map((row) => (
          <Waiting key={row.id} row={row} done={list.again} />
        ))}
      </ul>
    </section>
  );
}

function Waiting({ row, done }: { row: Leave; done(): void }): JSX.Element {
  const [approvalnote, setNote] = useState('');
  const [problem, setProblem] = useState('');
  const [from, until] = [row.date.slice(0, 10), row.end_date.slice(0, 10)];
  const decide = async (verdict: 'approve' | 'reject') => {
    try {
      const body = [{ id: row.id, [`_${verdict}`]: true, ...(approvalnote && { approvalnote }) }];
      const after = await call<{ _warning?: string }>('POST', '/Holiday', { body, etag: row._etag });
      announce({
        text: [t(verdict === 'approve' ? 'admin.approved' : 'admin.rejected', { who: row.agent_name }), after._warning]
          .filter(Boolean)
          .join(' '),
      });
      done();
      focusOn('leave');
    } catch (error) {
      setProblem(said(error));
    }
  };
  return (
    <li>
      <b>{row.agent_name}</b>
      <span>
        {dateLabel(from)}
        {until !== from && ` – ${dateLabel(until)}`} · {t('admin.hours', { time: number(row.duration, 2) })}
      </span>
      <small>{row.name || row.holiday_type_name}</small>
      <input
        aria-label={t('admin.noteFor', { who: row.agent_name })}
        placeholder={t('admin.note')}
        value={approvalnote}
        onInput={(event) => setNote(event.currentTarget.value)}
      />
      <span>
        {(['approve', 'reject'] as const).map((verdict) => (
          <button
            key={verdict}
            type="button"
            aria-label={t(`admin.${verdict}It`, { who: row.agent_name })}
            onClick={() => void decide(verdict)}
          >
            {t(`admin.${verdict}`)}
          </button>
        ))}
      </span>
      <Problem text={problem} />
    </li>
  );
}
