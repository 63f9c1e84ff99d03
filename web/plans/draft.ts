import { ticketStatus, ticketType } from '../../src/codes.ts';
import { instantOf } from '../board/model.ts';
import { readDuration, writeDuration } from '../kit/duration.ts';
import { complain } from '../shell/said.ts';
import { t } from '../shell/words.ts';
import { call } from '../wire/api.ts';
import { boardOf, isDraft, type Kind, type Plan } from './model.ts';
import { instantAt, minutesBetween, plusMinutes, type Wall, wallOf } from './moment.ts';
import { planned } from './read.ts';
import { save, type Values } from './save.ts';

/** What is typed into a form, and what it asks of the server. */
export interface Draft {
  kind: Kind;
  id?: number | string | undefined;
  etag?: string | undefined;
  subject: string;
  services: number[];
  from: Wall;
  /** Of everything but a change, which has a length. */
  until: Wall;
  length: string;
  risk: string;
  agent: string;
  /** Of a change: nobody has agreed to it yet. */
  isDraft: boolean;
  wasDraft: boolean;
  /** Why it goes ahead in a freeze. */
  reason: string;
  allDay: boolean;
  /** Of a downtime: it has ended. */
  isOver: boolean;
  /** Its times are those of a rule, and are kept. */
  recurs: boolean;
}

const blank = {
  subject: '',
  length: '1:00',
  risk: '0',
  agent: '',
  isDraft: false,
  wasDraft: false,
  reason: '',
  allDay: false,
  isOver: false,
  recurs: false,
};

/** An hour from the next full hour on, unless a place is given. */
export async function newDraft(
  kind: Kind,
  place?: { start: string; end: string; services: number[]; risk?: string },
): Promise<Draft> {
  const { days } = planned();
  const start = place?.start ?? instantOf(boardOf(days), Math.ceil(days.now / 60) * 60);
  const end = place?.end ?? plusMinutes(start, 60);
  const since = kind === 'downtime' && !place ? instantOf(boardOf(days), Math.floor(days.now)) : start;
  const [from, until] = await Promise.all([wallOf(since), wallOf(end)]);
  const length = writeDuration(minutesBetween(start, end));
  return { ...blank, kind, services: place?.services ?? [], risk: place?.risk ?? '0', from, until, length };
}

export async function draftOf(plan: Plan): Promise<Draft> {
  const { kind, id, subject, services, row } = plan;
  if (kind === 'downtime') return downtimeDraft(Number(id));
  const [from, until] = await Promise.all([wallOf(row.start_date), wallOf(row.end_date)]);
  const day = (written: string | undefined, wall: Wall) => ({ ...wall, date: written?.slice(0, 10) ?? wall.date });
  return {
    ...blank,
    kind,
    id,
    etag: row._etag,
    subject,
    services: services.map((one) => one.id),
    from: day(row.start_date_only, from),
    until: day(row.end_date_only, until),
    length: writeDuration(minutesBetween(row.start_date, row.end_date)),
    risk: String(row.risk ?? 0),
    agent: String(row.agent_id ?? ''),
    isDraft: isDraft(plan),
    wasDraft: isDraft(plan),
    reason: row.emergency_reason ?? '',
    allDay: row.allday ?? false,
    recurs: row.isrecurring ?? false,
  };
}

interface Downtime {
  service: number;
  service_desc: string;
  startdate: string;
  enddate?: string;
  ended: boolean;
  _etag: string;
}

export async function downtimeDraft(id: number): Promise<Draft> {
  const row = await call<Downtime>('GET', `/Downtime/${id}`);
  const end = row.enddate ?? instantOf(boardOf(planned().days), Math.floor(planned().days.now));
  const [from, until] = await Promise.all([wallOf(row.startdate), wallOf(end)]);
  const { service, service_desc: subject, ended: isOver, _etag: etag } = row;
  return { ...blank, kind: 'downtime', id, etag, subject, services: [service], from, until, isOver };
}

/** What the form asks for, and what a time that the clocks skip means. Undefined while it cannot be read. */
export async function bodyOf(draft: Draft): Promise<{ values: Values; means: string | undefined } | undefined> {
  const minutes = readDuration(draft.length);
  const { from, until, kind } = draft;
  if (!from.date || !from.time || !until.date || !until.time || (kind === 'change' && minutes === undefined)) return;
  const [start, end] = await Promise.all([instantAt(from), instantAt(until)]);
  const means = start.means ?? (kind === 'change' ? undefined : end.means);
  const common = draft.id ? { id: draft.id } : {};
  if (kind === 'change') return { values: { ...common, ...changeValues(draft, start.instant, minutes ?? 0) }, means };
  if (kind === 'downtime') {
    const values = { service: draft.services[0], startdate: start.instant, enddate: draft.isOver ? end.instant : null };
    return { values: { ...common, ...values, ...(draft.id && { ended: draft.isOver }) }, means };
  }
  const times = draft.allDay
    ? { allday: true, date_only: `${from.date}T00:00:00`, end_date_only: `${until.date}T00:00:00` }
    : { allday: false, date: start.instant, end_date: end.instant };
  const values = {
    name: draft.subject,
    entity: kind === 'freeze' ? 1 : 2,
    entity_id: draft.services[0] ?? -1,
    ...(!draft.recurs && times),
    ...(kind === 'freeze' && { risk: Number(draft.risk) }),
  };
  return { values: { ...common, ...values }, means };
}

function changeValues(draft: Draft, start: string, minutes: number): Values {
  const { id, subject, services, risk, agent, wasDraft, reason } = draft;
  const status = draft.isDraft ? ticketStatus.new : ticketStatus.active;
  return {
    ...(!id && { tickettype_id: ticketType.change }),
    summary: subject,
    services,
    start_date: start,
    end_date: plusMinutes(start, minutes),
    risk: Number(risk),
    agent_id: Number(agent) || null,
    // What waits for a vendor stays so.
    ...((!id || draft.isDraft !== wasDraft) && { status }),
    ...(reason && { emergency: true, emergency_reason: reason }),
  };
}

export async function endDowntime(id: number, what: string, etag?: string): Promise<void> {
  await save('downtime', { id, ended: true }, etag, t('plans.ended', { what })).catch(complain);
}
