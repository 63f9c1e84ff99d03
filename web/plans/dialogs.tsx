import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Session } from '../../src/rooms/board/shape.ts';
import { Dialog } from '../kit/dialog.tsx';
import { number, t } from '../shell/words.ts';
import { useStore } from '../wire/store.ts';
import { WindowCheck } from './check.tsx';
import { endDowntime } from './draft.ts';
import { FrozenBy } from './effect.tsx';
import { Buttons, Text } from './fields.tsx';
import { PlanForm } from './form.tsx';
import { isDone, isLasting, mayChange, type Plan } from './model.ts';
import { close, openEdit, opened } from './opened.ts';
import type { Planned } from './read.ts';
import { cancel, nameOf, type Objection, objection } from './save.ts';
import { conflictText, planAt, spanOf, statesText } from './shown.tsx';

export function Dialogs({ planned, me }: { planned: Planned; me: Session }): JSX.Element | null {
  const what = useStore(opened);
  const against = useStore(objection);
  if (against) return <Objected {...against} />;
  if (!what) return null;
  if (what.kind === 'form') return <PlanForm first={what.draft} />;
  if (what.kind === 'check') return <WindowCheck plan={what.plan} />;
  if (what.kind === 'cancel') return <Cancel plan={what.plan} />;
  const plan = planAt(planned.plans, what.key);
  return plan ? <Details planned={planned} plan={plan} me={me} /> : null;
}

function Details({ planned, plan, me }: { planned: Planned; plan: Plan; me: Session }): JSX.Element {
  const { kind, services, row, conflicts } = plan;
  const facts: [name: string, text: string | undefined][] = [
    ['kind', t(`plans.kind.${kind}`)],
    ['when', spanOf(planned.days, plan)],
    ['services', services.map(({ name }) => name).join(', ') || t('plans.everyService')],
    ['risk', kind === 'change' || kind === 'freeze' ? number(row.risk ?? 0, 2) : ''],
    ['hours', kind === 'downtime' ? number(row.hours ?? 0, 2) : ''],
    ['agent', row.agent_name],
    ['client', row.client_name],
    ['state', [row.status_name, statesText(plan)].filter(Boolean).join(', ')],
    ['reason', row.emergency_reason],
  ];
  return (
    <Dialog side title={nameOf(plan) || t(`plans.kind.${kind}`)} close={close}>
      <dl class="facts">
        {facts
          .filter(([, text]) => text)
          .map(([name, text]) => (
            <div key={name}>
              <dt>{t(`plans.fact.${name}`)}</dt>
              <dd>{text}</dd>
            </div>
          ))}
      </dl>
      {conflicts.length > 0 && (
        <>
          <p class="problem">!! {t(`plans.meets.${kind}`, { n: conflicts.length })}</p>
          <ul class="plain">
            {conflicts.map((one) => {
              const text = kind === 'freeze' ? `#${one.ticket_id} ${one.subject}` : conflictText(one);
              return <li key={text}>{text}</li>;
            })}
          </ul>
        </>
      )}
      {mayChange(me, plan) ? <Actions plan={plan} /> : <p class="hint">{t('plans.readOnly')}</p>}
      <Buttons />
    </Dialog>
  );
}

function Actions({ plan }: { plan: Plan }): JSX.Element {
  const { kind, row } = plan;
  const isOpenChange = kind === 'change' && !isDone(plan);
  return (
    <div class="actions">
      <button type="button" data-first onClick={() => void openEdit(plan)}>
        {t('plans.editIt')}
      </button>
      {isOpenChange && (
        <button type="button" onClick={() => opened.set({ kind: 'check', plan })}>
          {t('plans.nextWindow')}…
        </button>
      )}
      {isLasting(plan) && (
        <button type="button" onClick={() => void end(plan)}>
          {t('plans.end')}
        </button>
      )}
      {(isOpenChange || kind === 'freeze' || kind === 'maintenance' || row._candelete) && (
        <button type="button" class="risky" onClick={() => opened.set({ kind: 'cancel', plan })}>
          {t(kind === 'change' ? 'plans.cancel' : 'plans.delete')}…
        </button>
      )}
    </div>
  );
}

async function end(plan: Plan): Promise<void> {
  close();
  await endDowntime(Number(plan.id), plan.services[0]?.name ?? '', plan.row._etag);
}

/** Closed, and off the calendar; or deleted. */
function Cancel({ plan }: { plan: Plan }): JSX.Element {
  const isChange = plan.kind === 'change';
  const submit = (event: Event) => {
    event.preventDefault();
    close();
    void cancel(plan);
  };
  return (
    <Dialog title={t(isChange ? 'plans.cancelTitle' : 'plans.deleteTitle', { what: nameOf(plan) })} close={close}>
      <form onSubmit={submit}>
        <p>{t(isChange ? 'plans.cancelHint' : plan.row.isrecurring ? 'plans.deleteAllHint' : 'plans.deleteHint')}</p>
        <Buttons>
          <button type="submit" class="risky" data-first>
            {t(isChange ? 'plans.cancel' : 'plans.delete')}
          </button>
        </Buttons>
      </form>
    </Dialog>
  );
}

/** A freeze refuses a move: which, until when, and the ways on. */
function Objected({ plan, freezes, override }: Objection): JSX.Element {
  const [reason, setReason] = useState('');
  const done = () => objection.set(undefined);
  return (
    <Dialog title={t('objection.title')} close={done}>
      <FrozenBy freezes={freezes} />
      <button
        type="button"
        class="wide"
        data-first
        onClick={() => {
          done();
          opened.set({ kind: 'check', plan });
        }}
      >
        {t('plans.nextWindow')}…
      </button>
      <form
        class="override"
        onSubmit={(event) => {
          event.preventDefault();
          done();
          override(reason);
        }}
      >
        <Text label={t('objection.why')} value={reason} put={setReason} />
        <Buttons leave={t('objection.leave')} out={done}>
          <button type="submit" class="risky">
            {t('objection.override')}
          </button>
        </Buttons>
      </form>
    </Dialog>
  );
}
