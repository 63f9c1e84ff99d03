import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { QueuedTicket } from '../../src/rooms/board/shape.ts';
import { Dialog, Field } from '../kit/dialog.tsx';
import { announce } from '../shell/announce.tsx';
import { complain, said } from '../shell/said.ts';
import { number, t } from '../shell/words.ts';
import { call, type Refusal, Refused } from '../wire/api.ts';
import { createStore, useStore } from '../wire/store.ts';
import { refresh } from './desk.ts';
import { Details } from './details.tsx';
import { type Desk, type Item, minuteOf } from './model.ts';
import { agentName, assign, cancel, create, itemOf, move, objection, type Target, timeText } from './save.ts';
import { fromTicket, hoursOf, picked } from './suggestions.tsx';
import { TargetForm } from './target.tsx';

/** What stands over the board, one at a time. */
export type Opened =
  | { kind: 'details'; id: number }
  | { kind: 'new'; to?: Target }
  | { kind: 'move'; id: number }
  | { kind: 'assign'; ticket: QueuedTicket }
  | { kind: 'give'; item: Item }
  | { kind: 'cancel'; id: number }
  | { kind: 'publish'; items: Item[] };

export const opened = createStore<Opened | undefined>(undefined);

const close = () => opened.set(undefined);

export function Dialogs({ desk }: { desk: Desk }): JSX.Element | null {
  const what = useStore(opened);
  const against = useStore(objection);
  if (against) return <Objected desk={desk} />;
  if (!what) return null;
  if (what.kind === 'new') return <New desk={desk} to={what.to} />;
  if (what.kind === 'assign') return <Assign desk={desk} ticket={what.ticket} />;
  if (what.kind === 'give') return <Give desk={desk} item={what.item} />;
  if (what.kind === 'publish') return <Publish items={what.items} />;
  const item = itemOf(what.id);
  if (!item) return null;
  if (what.kind === 'move') return <MoveTo desk={desk} item={item} />;
  if (what.kind === 'cancel') return <Cancel item={item} />;
  return <Details key={item.id} desk={desk} item={item} close={close} />;
}

/** Now, at the next quarter of an hour, or the first shown minute that somebody works. */
function firstTarget({ board }: Desk): Target {
  const shown = board.now >= 0 && board.now < (board.columns.at(-1)?.at ?? 0) + 1440;
  const from = shown ? Math.ceil(board.now / 15) * 15 : (board.hours.flat()[0]?.[0] ?? 540);
  return { agent: board.agents.find(({ can }) => can)?.id ?? board.agents[0]?.id ?? 0, from, until: from + 60 };
}

function New({ desk, to }: { desk: Desk; to?: Target | undefined }): JSX.Element {
  const [subject, setSubject] = useState('');
  const [state, setState] = useState('0');
  const [type, setType] = useState('');
  const submit = (target: Target) => {
    close();
    const values = {
      subject,
      ...(state !== '0' && { open_appointment_status: Number(state) }),
      ...(type && { appointment_type_id: Number(type) }),
    };
    void create(values, target);
  };
  return (
    <Dialog title={t('new.title')} close={close}>
      <TargetForm desk={desk} first={to ?? firstTarget(desk)} submit={submit} label={t('new.submit')} close={close}>
        <Field label={t('subject')}>
          <input
            data-first
            required
            maxLength={200}
            value={subject}
            onInput={(event) => setSubject(event.currentTarget.value)}
          />
        </Field>
        <div class="pair">
          <Field label={t('state')}>
            <select value={state} onChange={(event) => setState(event.currentTarget.value)}>
              <option value="0">{t('legend.firm')}</option>
              <option value="1">{t('state.tentative')}</option>
              <option value="2">{t('state.draft')}</option>
            </select>
          </Field>
          <Field label={t('type')}>
            <select value={type} onChange={(event) => setType(event.currentTarget.value)}>
              <option value="">{t('type.none')}</option>
              {desk.board.types.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </select>
          </Field>
        </div>
      </TargetForm>
    </Dialog>
  );
}

function MoveTo({ desk, item }: { desk: Desk; item: Item }): JSX.Element {
  const submit = (to: Target) => {
    close();
    void move(item.id, to);
  };
  return (
    <Dialog title={t('move.title', { what: item.subject })} close={close}>
      <TargetForm desk={desk} first={item} submit={submit} label={t('move.submit')} close={close} />
    </Dialog>
  );
}

function Assign({ desk, ticket }: { desk: Desk; ticket: QueuedTicket }): JSX.Element {
  const found = picked.get()?.ticket.id === ticket.id ? picked.get()?.found?.[0] : undefined;
  const first = found
    ? {
        agent: found.agent_id,
        from: minuteOf(desk.board, found.start_date),
        until: minuteOf(desk.board, found.end_date),
      }
    : withLength(firstTarget(desk), hoursOf(ticket) * 60);
  const submit = async (to: Target) => {
    close();
    if (await create(fromTicket(ticket), to)) picked.set(undefined);
  };
  return (
    <Dialog title={t('assign.title', { what: `#${ticket.id} ${ticket.summary}` })} close={close}>
      <TargetForm desk={desk} first={first} submit={(to) => void submit(to)} label={t('assign.submit')} close={close} />
    </Dialog>
  );
}

const withLength = (to: Target, minutes: number): Target => ({ ...to, until: to.from + minutes });

function Give({ desk, item }: { desk: Desk; item: Item }): JSX.Element {
  const [agent, setAgent] = useState(String(desk.board.agents.find(({ can }) => can)?.id ?? ''));
  const submit = (event: Event) => {
    event.preventDefault();
    close();
    void assign(item, Number(agent));
  };
  return (
    <Dialog title={t('assign.title', { what: item.subject })} close={close}>
      <form onSubmit={submit}>
        <p>{timeText(item)}</p>
        <Field label={t('agent')}>
          <select data-first value={agent} onChange={(event) => setAgent(event.currentTarget.value)}>
            {desk.board.agents
              .filter(({ can }) => can)
              .map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
          </select>
        </Field>
        <Buttons label={t('assign.submit')} />
      </form>
    </Dialog>
  );
}

function Buttons({ label, strong = true }: { label: string; strong?: boolean }): JSX.Element {
  return (
    <div class="buttons">
      <button type="button" onClick={close}>
        {t('close')}
      </button>
      <button type="submit" class={strong ? 'strong' : 'risky'}>
        {label}
      </button>
    </div>
  );
}

function Cancel({ item }: { item: Item }): JSX.Element {
  const [reason, setReason] = useState('');
  const submit = (event: Event) => {
    event.preventDefault();
    close();
    void cancel(item, reason);
  };
  return (
    <Dialog title={t('cancel.title', { what: item.subject })} close={close}>
      <form onSubmit={submit}>
        <p>
          {agentName(item.agent)}, {timeText(item)}
        </p>
        <Field label={t('cancel.why')}>
          <input data-first required value={reason} onInput={(event) => setReason(event.currentTarget.value)} />
        </Field>
        <Buttons label={t('cancel.submit')} strong={false} />
      </form>
    </Dialog>
  );
}

/** Which they are is shown before they go out. */
function Publish({ items }: { items: Item[] }): JSX.Element {
  const [problem, setProblem] = useState('');
  const send = async (force: boolean) => {
    try {
      // One array is one transaction: all of them, or none.
      const body = items.map(({ id }) => ({ id, open_appointment_status: 0, ...(force && { _force: true }) }));
      await call('POST', '/Appointment', { body });
      close();
      announce({ text: t('publish.done', { n: items.length }) });
      refresh('all');
    } catch (error) {
      if (error instanceof Refused && error.refusal.status === 409) setProblem(said(error));
      else complain(error);
    }
  };
  return (
    <Dialog title={t('publish.title', { n: items.length })} close={close}>
      {problem && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
      <ul class="plain">
        {items.map((item) => (
          <li key={item.id}>
            <b>{item.subject}</b> {agentName(item.agent)}, {timeText(item)}
          </li>
        ))}
      </ul>
      <div class="buttons">
        <button type="button" onClick={close}>
          {t('close')}
        </button>
        <button type="button" class={problem ? 'risky' : 'strong'} data-first onClick={() => void send(problem !== '')}>
          {problem ? t('publish.force') : t('publish.button', { n: items.length })}
        </button>
      </div>
    </Dialog>
  );
}

/** Leave is said as what it is, not as something that somebody is busy with. */
function whatObjects({ Message = '', conflicts = [] }: Refusal): string {
  const [first] = conflicts;
  if (first && conflicts.every(({ holiday_id }) => holiday_id))
    return t('objection.onLeave', { who: String(first.agent_name ?? '') });
  return Message.replace(/^CODE:\w+ /, '').replace(/ Choose another time.*$/, '');
}

/** A rule objects: which, with what, and the ways on. Who overrides says why. */
function Objected({ desk }: { desk: Desk }): JSX.Element {
  const { refusal, next, elsewhere, override } = objection.get() as NonNullable<ReturnType<typeof objection.get>>;
  const [reason, setReason] = useState('');
  const done = () => objection.set(undefined);
  const { conflicts = [] } = refusal;
  return (
    <Dialog title={t('objection.title')} close={done}>
      <p class="problem">{whatObjects(refusal)}</p>
      <ul class="plain">
        {conflicts.slice(0, 5).map((row) => (
          <li key={String(row.id)}>
            <b>{String(row.subject ?? '')}</b>{' '}
            {timeText({
              from: minuteOf(desk.board, String(row.start_date)),
              until: minuteOf(desk.board, String(row.end_date)),
            })}
          </li>
        ))}
        {conflicts.length > 5 && <li>{t('objection.more', { n: conflicts.length - 5 })}</li>}
      </ul>
      {next !== undefined && elsewhere && (
        <button
          type="button"
          class="strong wide"
          data-first
          onClick={() => {
            done();
            elsewhere();
          }}
        >
          {t('objection.next', { when: timeText({ from: next, until: next }).split('–')[0] ?? number(next) })}
        </button>
      )}
      <form
        class="override"
        onSubmit={(event) => {
          event.preventDefault();
          done();
          override(reason);
        }}
      >
        <Field label={t('objection.why')}>
          <input required value={reason} onInput={(event) => setReason(event.currentTarget.value)} />
        </Field>
        <div class="buttons">
          <button type="button" onClick={done}>
            {t('objection.leave')}
          </button>
          <button type="submit" class="risky">
            {t('objection.override')}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
