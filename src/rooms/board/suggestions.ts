import type { Scope } from '../../kernel/auth/scope.ts';
import type { Connection } from '../../kernel/db/transaction.ts';
import { dayOf } from '../../kernel/time/local.ts';
import { HOUR, SECOND, wholeSecond } from '../../kernel/time/units.ts';
import { findZone, UTC } from '../../kernel/time/zones.ts';
import { fieldProblem, notFound } from '../../problems.ts';
import { writeInstant } from '../../wire/dates.ts';
import { type FreeAgent, rankedAgents, skillsIn } from '../booking/free-rules.ts';
import { calendarsOf, dispatchable } from '../booking/free-sql.ts';
import { wantedIds } from '../booking/resource-sql.ts';
import { freeWindow } from '../booking/window-rules.ts';
import { chosenLanguage } from '../booking-page/language-rules.ts';
import { type Reader, shortDateText, timeText } from '../booking-page/when-rules.ts';
import type { SuggestionQuery } from './schema.ts';
import { type Job, jobOfTicket } from './ticket-sql.ts';

const defaultDays = 7;
const defaultCount = 10;

/** GET /Board/Suggestions: who could take a job, the best first, with what speaks for and against them. The order is that
 * of GET /Agent/Free. */
export async function suggestionsFor(
  connection: Connection,
  scope: Scope,
  query: SuggestionQuery,
  now: number,
  acceptLanguage: string | undefined,
) {
  const { tenantId } = scope;
  const job = query.ticket_id ? await jobOfTicket(connection, tenantId, query.ticket_id) : undefined;
  if (query.ticket_id && !job) throw notFound();
  const timezone = query.timezone || scope.timezone;
  const window = fromNow(freeWindow({ ...query, timezone }, now, defaultDays), now);
  const hours = query.duration_hours ?? (job?.estimate || 1);
  const duration = Math.round((hours * HOUR) / SECOND) * SECOND;
  if (duration <= 0) throw fieldProblem('duration_hours', 'It takes some time.');
  const skills = query.skills ? skillsIn(query.skills) : [...(job?.skills ?? [])];
  const people = await dispatchable(connection, tenantId, wantedIds(query.agents), teamOf(query, job));
  const known = await calendarsOf(connection, tenantId, people, window, now);
  const { locale } = chosenLanguage(undefined, query.locale || acceptLanguage);
  const reader = { locale, zone: findZone(timezone) ?? UTC };
  const ranked = rankedAgents(known, skills, window, duration).slice(0, query.count ?? defaultCount);
  return {
    ...(query.ticket_id && { ticket_id: query.ticket_id }),
    duration_hours: hours,
    skills,
    suggestions: ranked.map((one) => suggestion(one, reader)),
  };
}

/** What has passed is of no use to a dispatcher. */
function fromNow<W extends { start: number; end: number }>(window: W, now: number): W {
  const start = Math.max(window.start, wholeSecond(now));
  return { ...window, start, end: Math.max(window.end, start) };
}

/** Team 0 asks for everybody, whatever the ticket says. */
function teamOf({ team_id }: SuggestionQuery, job: Job | undefined): number | null {
  if (team_id === undefined || team_id === null) return job?.team_id ?? null;
  return team_id > 0 ? team_id : null;
}

/** Each reason has a code, for pages that have words of their own, and its numbers. */
function suggestion({ agent, start, end, loadHours, workHours, skills, missing }: FreeAgent, reader: Reader) {
  const start_label = `${shortDateText(dayOf(start, reader.zone), reader)}, ${timeText(start, reader)}`;
  const load = { booked: rounded(loadHours), work: rounded(workHours) };
  const of = skills.length + missing.length;
  return {
    agent_id: agent.id,
    agent_name: agent.name,
    start_date: writeInstant(start),
    end_date: writeInstant(end),
    start_label,
    load_hours: load.booked,
    work_hours: load.work,
    skills,
    missing_skills: missing,
    reasons: [
      { code: 'free', at: start_label, text: `Free from ${start_label}` },
      ...(of > 0 ? [{ code: 'skills', has: skills.length, of, text: `Has ${skills.length} of ${of} skills` }] : []),
      { code: 'load', ...load, text: `${load.booked} of ${load.work} hours of that day are taken` },
    ],
  };
}

const rounded = (hours: number) => Math.round(hours * 100) / 100;
