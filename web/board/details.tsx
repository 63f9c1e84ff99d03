import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Dialog } from '../kit/dialog.tsx';
import { complain } from '../shell/said.ts';
import { t } from '../shell/words.ts';
import { call } from '../wire/api.ts';
import { opened } from './dialogs.tsx';
import { statesText } from './list.tsx';
import { type Desk, has, type Item } from './model.ts';
import { agentName, change, timeText } from './save.ts';

interface Row {
  subject?: string;
  note?: string;
  client_name?: string;
  site_name?: string;
  user_name?: string;
  appointment_location_free_text?: string;
  appointment_type_name?: string;
}

/** One appointment, and what can be done with it. */
export function Details({ desk, item, close }: { desk: Desk; item: Item; close(): void }): JSX.Element {
  const row = useRow(item);
  const mine = has(item, 'change');
  const open = !has(item, 'done');
  const firm = !has(item, 'tentative') && !has(item, 'draft');
  const status = firm ? 0 : has(item, 'draft') ? 2 : 1;
  const become = (next: 0 | 1 | 2, text: string) => {
    close();
    void change(item, { open_appointment_status: next }, t(text, { what: item.subject }), {
      open_appointment_status: status,
    });
  };
  const complete = () => {
    close();
    void change(item, { complete_status: 0 }, t('done.completed', { what: item.subject }), { complete_status: -1 });
  };
  return (
    <Dialog title={item.subject} close={close} side>
      <dl class="facts">
        <Fact name="when" text={timeText(item)} />
        <Fact name="agent" text={agentName(item.agent)} />
        <Fact name="client" text={[row?.client_name ?? item.client, row?.site_name].filter(Boolean).join(', ')} />
        <Fact name="contact" text={row?.user_name} />
        <Fact name="ticket" text={item.ticket ? `#${item.ticket}` : ''} />
        <Fact name="type" text={desk.board.types.find(({ id }) => id === item.type)?.name} />
        <Fact name="state" text={statesText(item)} />
        <Fact name="place" text={row?.appointment_location_free_text ?? item.more.location} />
        <Fact name="note" text={row?.note} />
      </dl>
      {mine && (
        <div class="actions">
          <button type="button" data-first onClick={() => opened.set({ kind: 'move', id: item.id })}>
            {t('details.move')}
          </button>
          {!firm && (
            <button type="button" onClick={() => become(0, 'done.firm')}>
              {t('details.firm')}
            </button>
          )}
          {firm && open && (
            <button type="button" onClick={() => become(1, 'done.tentative')}>
              {t('details.tentative')}
            </button>
          )}
          {open && firm && (
            <button type="button" onClick={complete}>
              {t('details.complete')}
            </button>
          )}
          <button type="button" class="risky" onClick={() => opened.set({ kind: 'cancel', id: item.id })}>
            {t('details.cancel')}
          </button>
        </div>
      )}
      {!mine && <p class="hint">{t('details.readOnly')}</p>}
      <div class="buttons">
        <button type="button" onClick={close}>
          {t('close')}
        </button>
      </div>
    </Dialog>
  );
}

function useRow(item: Item): Row | undefined {
  const [row, setRow] = useState<Row>();
  useEffect(() => {
    if (!has(item, 'masked')) call<Row>('GET', `/Appointment/${item.id}`).then(setRow, complain);
  }, [item.id]);
  return row;
}

function Fact({ name, text }: { name: string; text?: string | undefined }): JSX.Element | null {
  if (!text) return null;
  return (
    <div>
      <dt>{t(`fact.${name}`)}</dt>
      <dd>{text}</dd>
    </div>
  );
}
