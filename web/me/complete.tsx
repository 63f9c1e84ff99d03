import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { type Desk, has, type Item } from '../board/model.ts';
import { Dialog, Field } from '../kit/dialog.tsx';
import { readDuration, writeDuration } from '../kit/duration.ts';
import { t } from '../shell/words.ts';
import { addNote, complete, stop } from './act.ts';

interface Asked {
  desk: Desk;
  item: Item;
  close(): void;
}

/** How long it took and what to say of it; the time becomes an entry of the timesheet. */
export function Complete({ desk, item, close }: Asked): JSX.Element {
  const since = item.more.actual?.[0];
  const runs = has(item, 'inProgress');
  const elapsed = runs && since !== undefined ? desk.board.now - since : item.until - item.from;
  const [time, setTime] = useState(writeDuration(Math.max(1, elapsed)));
  const [note, setNote] = useState('');
  const minutes = readDuration(time);
  const finish = (end: typeof complete) => {
    if (minutes === undefined) return;
    close();
    void end(desk, item, minutes, note.trim());
  };
  return (
    <Dialog title={t('me.completeIt', { what: item.subject })} close={close}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          finish(complete);
        }}
      >
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
        <NoteField note={note} set={setNote} />
        <div class="buttons">
          <button type="button" onClick={close}>
            {t('close')}
          </button>
          {runs && (
            <button type="button" disabled={minutes === undefined} onClick={() => finish(stop)}>
              {t('me.pause')}
            </button>
          )}
          <button type="submit" class="strong" disabled={minutes === undefined}>
            {t('details.complete')}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

/** A note that is added to those of the job. */
export function Note({ desk, item, close }: Asked): JSX.Element {
  const [note, setNote] = useState('');
  return (
    <Dialog title={t('me.noteIt', { what: item.subject })} close={close}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          close();
          if (note.trim()) void addNote(desk, item, note.trim());
        }}
      >
        <NoteField note={note} set={setNote} first />
        <div class="buttons">
          <button type="button" onClick={close}>
            {t('close')}
          </button>
          <button type="submit" class="strong">
            {t('me.note')}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

function NoteField({ note, set, first }: { note: string; set(note: string): void; first?: boolean }): JSX.Element {
  return (
    <Field label={t('fact.note')}>
      <textarea data-first={first} rows={3} value={note} onInput={(event) => set(event.currentTarget.value)} />
    </Field>
  );
}
