import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Dialog, Field } from '../kit/dialog.tsx';
import { t } from '../shell/words.ts';
import { call } from '../wire/api.ts';
import { internalKey, type Line } from './sheet.ts';

/** What a new line is about: a ticket, a break, or work that has no ticket. */

interface Found {
  id: number;
  summary: string;
  client_name?: string;
}

export function AddLine({ add, close }: { add(line: Line): void; close(): void }): JSX.Element {
  const [text, setText] = useState('');
  const found = useTickets(text);
  const choose = (line: Line) => {
    close();
    add(line);
  };
  const subject = text.trim();
  return (
    <Dialog title={t('sheets.addTitle')} close={close}>
      <Field label={t('sheets.find')} hint={t('sheets.findHint')}>
        <input
          data-first
          type="search"
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
          onKeyDown={(event) => event.key === 'Enter' && found[0] && choose(ticketLine(found[0]))}
        />
      </Field>
      <ul class="found" aria-live="polite" aria-label={t('sheets.tickets')}>
        {found.map((ticket) => (
          <li key={ticket.id}>
            <button type="button" onClick={() => choose(ticketLine(ticket))}>
              <b>
                #{ticket.id} {ticket.summary}
              </b>
              <small>{ticket.client_name}</small>
            </button>
          </li>
        ))}
      </ul>
      <div class="buttons">
        {[t('sheets.break'), t('sheets.lunch')].map((title, index) => (
          <button key={title} type="button" onClick={() => choose(breakLine(title, index + 1))}>
            {title}
          </button>
        ))}
        <button type="button" class="strong" disabled={!subject} onClick={() => choose(internalLine(subject))}>
          {subject ? t('sheets.addInternal', { what: subject }) : t('sheets.internal')}
        </button>
      </div>
    </Dialog>
  );
}

function useTickets(text: string): Found[] {
  const [found, setFound] = useState<Found[]>([]);
  useEffect(() => {
    const looking = new AbortController();
    const words = text.trim().replace(/^#/, '');
    const wait = setTimeout(
      () => {
        const newest = { order: 'id', orderdesc: true, pageinate: true, page_no: 1, page_size: 8 };
        // Who names a number means that ticket, closed or not.
        const query = { search: words, open_only: !/^\d+$/.test(words), ...newest };
        call<{ tickets: Found[] }>('GET', '/Tickets', { query, signal: looking.signal })
          .then(({ tickets }) => setFound(tickets))
          .catch(() => undefined);
      },
      text ? 150 : 0,
    );
    return () => {
      clearTimeout(wait);
      looking.abort();
    };
  }, [text]);
  return found;
}

function ticketLine({ id, summary, client_name }: Found): Line {
  const title = `${client_name ? `${client_name} / ` : ''}#${id} ${summary}`;
  return { key: `ticket ${id}`, kind: 'ticket', title, chargeable: false, values: { ticket_id: id, subject: summary } };
}

function internalLine(subject: string): Line {
  return { key: internalKey(subject), kind: 'internal', title: subject, chargeable: false, values: { subject } };
}

function breakLine(title: string, break_type: number): Line {
  const values = { event_type: 1, break_type, subject: '' };
  return { key: `break ${break_type}`, kind: 'break', title, chargeable: false, values };
}
