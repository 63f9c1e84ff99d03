import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Named } from '../../src/rooms/board/shape.ts';
import { said } from '../board/desk.ts';
import { Dialog, Field } from '../kit/dialog.tsx';
import { t } from '../shell/words.ts';
import { call, Refused } from '../wire/api.ts';
import { NextWindow } from './check.tsx';
import { bodyOf, type Draft } from './draft.ts';
import { Effect, useTried } from './effect.tsx';
import { Check, Length, ManyServices, type Part, Risk, ServiceOptions, WallFields } from './fields.tsx';
import { close } from './opened.ts';
import { planned } from './read.ts';
import { save, staleText } from './save.ts';

/** Plans, or changes what is planned. What it would come to is shown before it is saved; a refusal keeps what was typed. */
export function PlanForm({ first }: { first: Draft }): JSX.Element {
  const [draft, setDraft] = useState(first);
  const [problem, setProblem] = useState('');
  const tried = useTried(draft);
  const { kind, id } = draft;
  const put = (part: Partial<Draft>) => {
    setProblem('');
    setDraft((now) => ({ ...now, ...part }));
  };
  const submit = async (event: Event) => {
    event.preventDefault();
    try {
      const body = await bodyOf(draft);
      if (!body) return setProblem(t('target.length'));
      const what =
        draft.subject || (planned().services.find(({ service }) => service === draft.services[0])?.service_desc ?? '');
      await save(kind, body.values, draft.etag, t(id ? 'plans.changed' : 'plans.planned', { what }));
      close();
    } catch (error) {
      setProblem(said(error));
      if (!(error instanceof Refused) || error.refusal.status !== 412) return;
      setProblem(`${staleText(error.refusal, draft.subject)} ${t('plans.saveOver')}`);
      setDraft((now) => ({ ...now, etag: error.refusal.current?._etag as string }));
    }
  };
  return (
    <Dialog title={id ? t('plans.edit', { what: first.subject }) : t(`plans.new.${kind}`)} close={close}>
      <form onSubmit={(event) => void submit(event)}>
        {kind !== 'downtime' && (
          <Field label={t(kind === 'change' ? 'plans.summary' : 'plans.name')}>
            <input
              data-first
              required
              maxLength={1000}
              value={draft.subject}
              onInput={(event) => put({ subject: event.currentTarget.value })}
            />
          </Field>
        )}
        {kind === 'change' ? <ManyServices draft={draft} put={put} /> : <OneService draft={draft} put={put} />}
        {draft.recurs ? <p class="hint">{t('plans.recurs')}</p> : <Times draft={draft} put={put} />}
        {kind === 'change' && <ChangeFields draft={draft} put={put} />}
        {kind === 'freeze' && (
          <Field label={t('plans.risk')} hint={t('plans.riskOfFreeze')}>
            <Risk draft={draft} put={put} />
          </Field>
        )}
        <Effect draft={draft} tried={tried} put={put} />
        {problem && (
          <p class="problem" role="alert">
            {problem}
          </p>
        )}
        <div class="buttons">
          <button type="button" onClick={close}>
            {t('close')}
          </button>
          <button type="submit" class="strong">
            {t(id ? 'plans.save' : 'plans.plan')}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

function OneService({ draft, put }: Part): JSX.Element {
  const { kind, services } = draft;
  return (
    <Field label={t('plans.service')}>
      <select
        data-first={kind === 'downtime'}
        required={kind !== 'freeze'}
        value={services[0] ?? ''}
        onChange={(event) => put({ services: event.currentTarget.value ? [Number(event.currentTarget.value)] : [] })}
      >
        <option value="">{kind === 'freeze' ? t('plans.everyService') : ''}</option>
        <ServiceOptions but={[]} />
      </select>
    </Field>
  );
}

function Times({ draft, put }: Part): JSX.Element {
  const { kind, from, until, allDay, isOver } = draft;
  const isWhole = allDay && kind !== 'change';
  return (
    <>
      <div class="pair">
        <WallFields part="from" wall={from} isWhole={isWhole} put={(wall) => put({ from: wall })} />
        {kind === 'change' && <Length draft={draft} put={put} />}
      </div>
      {kind === 'downtime' && <Check label={t('plans.isOver')} on={isOver} turn={() => put({ isOver: !isOver })} />}
      {kind !== 'change' && (kind !== 'downtime' || isOver) && (
        <div class="pair">
          <WallFields part="until" wall={until} isWhole={isWhole} put={(wall) => put({ until: wall })} />
        </div>
      )}
      {(kind === 'freeze' || kind === 'maintenance') && (
        <Check label={t('plans.wholeDays')} on={allDay} turn={() => put({ allDay: !allDay })} />
      )}
    </>
  );
}

let agents: Promise<Named[]> | undefined;

function ChangeFields({ draft, put }: Part): JSX.Element {
  const [names, setNames] = useState<Named[]>([]);
  useEffect(() => {
    agents ??= call<Named[]>('GET', '/Agent');
    agents.then(setNames, () => {
      agents = undefined;
    });
  }, []);
  return (
    <>
      <NextWindow draft={draft} put={put} />
      <div class="pair">
        <Field label={t('plans.risk')}>
          <Risk draft={draft} put={put} />
        </Field>
        <Field label={t('agent')}>
          <select value={draft.agent} onChange={(event) => put({ agent: event.currentTarget.value })}>
            <option value="">{t('plans.nobody')}</option>
            {names.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </Field>
      </div>
      <Check label={t('plans.isDraft')} on={draft.isDraft} turn={() => put({ isDraft: !draft.isDraft })} />
    </>
  );
}
