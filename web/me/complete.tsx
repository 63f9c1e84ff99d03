import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { type Desk, has, type Item } from '../board/model.ts';
import { change } from '../board/save.ts';
import { Dialog, Field } from '../kit/dialog.tsx';
import { readDuration, writeDuration } from '../kit/duration.ts';
import { t } from '../shell/words.ts';
import { call } from '../wire/api.ts';

/** How long it took and what to say of it; the time becomes an entry of the timesheet. */
export function Complete({ desk, item, close }: { desk: Desk; item: Item; close(): void }): JSX.Element {
  const since = item.more.actual?.[0];
  const elapsed = has(item, 'inProgress') && since !== undefined ? desk.board.now - since : item.until - item.from;
  const [time, setTime] = useState(writeDuration(Math.max(1, elapsed)));
  const [note, setNote] = useState('');
  const minutes = readDuration(time);
  const submit = async (event: Event) => {
    event.preventDefault();
    if (minutes === undefined) return;
    close();
    const before = note ? ((await call<{ note?: string }>('GET', `/Appointment/${item.id}`)).note ?? '') : '';
    const values = {
      complete_status: 0,
      complete_timetaken: minutes / 60,
      ...(note && { note: [before, note].filter(Boolean).join('\n') }),
    };
    await change(item, values, t('done.completed', { what: item.subject }), {
      complete_status: has(item, 'inProgress') ? 1 : -1,
    });
  };
  return (
    <Dialog title={t('me.completeIt', { what: item.subject })} close={close}>
      <form onSubmit={(event) => void submit(event)}>
        <Field label={t('me.time')} hint={t('target.length')}>
          <input
            data-first
            required
            inputMode="decimal"
            value={time}
            aria-invalid={minutes === undefined}
            onInput={(event) => setTime(event.currentTarget.value)}
          />
        </Field>
        <Field label={t('fact.note')}>
          <textarea rows={3} value={note} onInput={(event) => setNote(event.currentTarget.value)} />
        </Field>
        <div class="buttons">
          <button type="button" onClick={close}>
            {t('close')}
          </button>
          <button type="submit" class="strong" disabled={minutes === undefined}>
            {t('details.complete')}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
