import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { number, t } from '../shell/words.ts';
import { bodyOf, type Draft } from './draft.ts';
import { Text, useAnswer } from './fields.tsx';
import type { Conflict } from './model.ts';
import { wallOf } from './moment.ts';
import { type Frozen, post, type Stored } from './save.ts';
import { conflictText } from './shown.tsx';

/** What a form would come to: a dry run a moment after each change. */
export interface Tried {
  stored?: Stored;
  problem?: string;
  /** Of a time that the clocks skip. */
  means?: string | undefined;
}

export const useTried = (draft: Draft): Tried => useAnswer(draft, () => tryOut(draft));

async function tryOut(draft: Draft): Promise<Tried> {
  // The name comes last, what is in the way does not wait for it.
  const body = await bodyOf({ ...draft, subject: draft.subject || '…' });
  if (!body) return { problem: t('target.length') };
  const needsService = draft.kind === 'maintenance' || draft.kind === 'downtime';
  if (needsService && draft.services.length === 0) return {};
  return { stored: await post(draft.kind, { ...body.values, _validateonly: true }), means: body.means };
}

export function Effect(props: { draft: Draft; tried: Tried; put(part: { reason: string }): void }): JSX.Element {
  const { draft, tried, put } = props;
  const { stored, problem, means } = tried;
  const isFrozen = stored?.freezes !== undefined || draft.reason !== '';
  return (
    <>
      <div class="effect" role="status">
        {problem && <p class="problem">{problem}</p>}
        {means && <p>{t('target.gap', { when: means })}</p>}
        {stored?.freezes && <FrozenBy freezes={stored.freezes} />}
        {stored && <Coming draft={draft} stored={stored} />}
      </div>
      {draft.kind === 'change' && isFrozen && (
        <Text label={t('objection.why')} value={draft.reason} put={(reason) => put({ reason })} />
      )}
    </>
  );
}

function Coming({ draft: { kind }, stored }: { draft: Draft; stored: Stored }): JSX.Element | null {
  if (kind === 'downtime') return <p>{t('plans.takes', { hours: number(stored.hours ?? 0, 2) })}</p>;
  const lines =
    kind === 'change'
      ? (stored.conflict_details ?? []).filter(({ code }) => !stored.freezes || code !== 'freeze').map(conflictText)
      : ((stored.conflicts ?? []) as Conflict[]).map(({ ticket_id, subject }) => `#${ticket_id} ${subject}`);
  if (lines.length === 0 && stored.freezes) return null;
  if (lines.length === 0) return <p class="clear">✓ {t(`plans.nothing.${kind}`)}</p>;
  return (
    <>
      <p class="problem">!! {t(`plans.meets.${kind}`, { n: lines.length })}</p>
      <ul class="plain">
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </>
  );
}

/** Which freeze, and until when. */
export function FrozenBy({ freezes }: { freezes: readonly Frozen[] }): JSX.Element {
  const [lines, setLines] = useState<string[]>([]);
  useEffect(() => {
    const line = async ({ name, end_date }: Frozen) =>
      t('plans.frozen', { what: name, when: (await wallOf(end_date)).label });
    let isWanted = true;
    Promise.all(freezes.map(line)).then(
      (found) => isWanted && setLines(found),
      () => isWanted && setLines(freezes.map(({ name }) => name)),
    );
    return () => {
      isWanted = false;
    };
  }, [JSON.stringify(freezes)]);
  return (
    <>
      {lines.map((line) => (
        <p key={line} class="problem">
          {line}
        </p>
      ))}
    </>
  );
}
