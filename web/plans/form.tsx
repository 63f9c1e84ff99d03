import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Named } from '../../src/rooms/board/shape.ts';
import { Dialog } from '../kit/dialog.tsx';
import { said } from '../shell/said.ts';
import { t } from '../shell/words.ts';
import { call, Refused } from '../wire/api.ts';
import { NextWindow } from './check.tsx';
import { bodyOf, type Draft } from './draft.ts';
import { Effect, useTried } from './effect.tsx';
import {
  Buttons,
  Check,
  Choose,
  Length,
  ManyServices,
  type Part,
  Risk,
  servicesBut,
  Text,
  WallFields,
} from './fields.tsx';
import { close } from './opened.ts';
import { nameOfService } from './read.ts';
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
      const what = draft.subject || nameOfService(draft.services[0] ?? 0);
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
          <Text
            data-first
            label={t(kind === 'change' ? 'plans.summary' : 'plans.name')}
            maxLength={1000}
            value={draft.subject}
            put={(subject) => put({ subject })}
          />
        )}
        {kind === 'change' ? (
          <ManyServices draft={draft} put={put} />
        ) : (
          <Choose
            data-first={kind === 'downtime'}
            required={kind !== 'freeze'}
            label={t('plans.service')}
            none={kind === 'freeze' ? t('plans.everyService') : ''}
            from={servicesBut([])}
            value={draft.services[0] ?? ''}
            put={(text) => put({ services: text ? [Number(text)] : [] })}
          />
        )}
        {draft.recurs ? <p class="hint">{t('plans.recurs')}</p> : <Times draft={draft} put={put} />}
        {kind === 'change' && <ChangeFields draft={draft} put={put} />}
        {kind === 'freeze' && <Risk draft={draft} put={put} hint={t('plans.riskOfFreeze')} />}
        <Effect draft={draft} tried={tried} put={put} />
        {problem && (
          <p class="problem" role="alert">
            {problem}
          </p>
        )}
        <Buttons>
          <button type="submit" class="strong">
            {t(id ? 'plans.save' : 'plans.plan')}
          </button>
        </Buttons>
      </form>
    </Dialog>
  );
}

function Times({ draft, put }: Part): JSX.Element {
  const { kind, allDay, isOver } = draft;
  return (
    <>
      <WallFields part="from" draft={draft} put={put} />
      {kind === 'downtime' && <Check label={t('plans.end')} on={isOver} turn={(on) => put({ isOver: on })} />}
      {kind !== 'change' && (kind !== 'downtime' || isOver) && <WallFields part="until" draft={draft} put={put} />}
      {(kind === 'freeze' || kind === 'maintenance') && (
        <Check label={t('plans.wholeDays')} on={allDay} turn={(on) => put({ allDay: on })} />
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
      <div class="pair">
        <Length draft={draft} put={put} />
        <Risk draft={draft} put={put} />
      </div>
      <NextWindow draft={draft} put={put} />
      <Choose
        label={t('agent')}
        none={t('plans.nobody')}
        from={names}
        value={draft.agent}
        put={(agent) => put({ agent })}
      />
      <Check label={t('plans.isDraft')} on={draft.isDraft} turn={(on) => put({ isDraft: on })} />
    </>
  );
}
