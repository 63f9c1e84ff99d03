import { completeStatus } from '../codes.ts';
import { Problem } from '../problems.ts';
import { lockAgents } from '../rooms/appointments/facts-sql.ts';
import { saveElements } from '../rooms/appointments/save-elements.ts';
import { keyOf } from './directory-rules.ts';
import { nextFreeTime } from './free-time-sql.ts';
import { type Assignment, assignmentLength, type Completion, type Step } from './replay-rules.ts';
import { type Batch, inBatches, newTally, type Run, type Tally } from './run.ts';

export interface ReplayTally {
  appointments: Tally;
  /** Of the created ones: those whose resolver was busy, and which begin later. */
  moved: number;
  completions: Tally;
}

const none = { created: 0, present: 0, moved: 0, completed: 0, completedBefore: 0 };

/** Takes the steps that were not taken yet, in their order: which appointments are done decides who is busy. */
export async function replay(run: Run, steps: readonly Step[]): Promise<ReplayTally> {
  const tally: ReplayTally = { appointments: newTally(), moved: 0, completions: newTally() };
  await inBatches(
    run,
    steps,
    (step) => (step.kind === 'completion' ? [step.key, step.assignment.key] : [step.key]),
    async (batch, some) => {
      // Counted only when the whole batch went well: it may be tried again.
      const counts = { ...none };
      await lockAgents(batch.connection, run.scope.tenantId, agentsOf(run, some));
      for (const stretch of stretchesOf(some)) await takeStretch(batch, stretch, counts);
      tally.appointments.created += counts.created;
      tally.appointments.present += counts.present;
      tally.moved += counts.moved;
      tally.completions.created += counts.completed;
      tally.completions.present += counts.completedBefore;
    },
    ({ kind, key }, reason) => {
      const { skipped } = kind === 'assignment' ? tally.appointments : tally.completions;
      skipped.push({ key, reason });
    },
  );
  return tally;
}

/** Locked all at once and in order, whoever else locks several never waits for us while we wait for them. */
function agentsOf({ origins }: Run, steps: Step[]): number[] {
  const names = steps.map((step) => (step.kind === 'assignment' ? step : step.assignment).resolver);
  return [...new Set(names.flatMap((name) => origins.get(keyOf.thing('agent', name)) ?? []))];
}

/** Completions that follow each other are one save; assignments are one each, as each decides where the next fits. */
function stretchesOf(steps: readonly Step[]): (Assignment | Completion[])[] {
  const stretches: (Assignment | Completion[])[] = [];
  for (const step of steps) {
    const last = stretches.at(-1);
    if (step.kind === 'assignment') stretches.push(step);
    else if (Array.isArray(last)) last.push(step);
    else stretches.push([step]);
  }
  return stretches;
}

async function takeStretch(batch: Batch, stretch: Assignment | Completion[], counts: typeof none): Promise<void> {
  const { origins } = batch.run;
  if (Array.isArray(stretch)) {
    const missing = stretch.filter(({ key }) => origins.get(key) === undefined);
    counts.completedBefore += stretch.length - missing.length;
    counts.completed += await complete(batch, missing);
  } else if (origins.get(stretch.key) !== undefined) {
    counts.present++;
  } else {
    counts.moved += (await assign(batch, stretch)) > stretch.at ? 1 : 0;
    counts.created++;
  }
}

/** Others may save at the same time; then what was free is not any more. */
const tries = 5;

/** Makes the appointment of an assignment. The clash rule of the product decides whether its time is free.
 * @returns when it begins */
async function assign({ run, connection, now }: Batch, { key, incident, resolver, at }: Assignment): Promise<number> {
  const { origins, scope } = run;
  const agentId = origins.get(keyOf.thing('agent', resolver));
  const ticketId = origins.get(keyOf.ticket(incident));
  if (agentId === undefined || ticketId === undefined) {
    throw new Problem('conflict', `${agentId === undefined ? resolver : incident} was not imported.`);
  }
  let startsAt = at;
  for (let attempt = 1; ; attempt++) {
    try {
      const element = { subject: incident, agent_id: agentId, ticket_id: ticketId, ...timesFrom(startsAt) };
      const [id = 0] = await saveElements(connection, scope, now, [element]);
      await origins.add(connection, key, 'appointment', id);
      return startsAt;
    } catch (error) {
      if (!(error instanceof Problem && error.code === 'appointment-clash') || attempt === tries) throw error;
      startsAt = await nextFreeTime(connection, scope.tenantId, agentId, at, assignmentLength);
    }
  }
}

function timesFrom(startsAt: number) {
  return { start_date: startsAt, end_date: startsAt + assignmentLength };
}

/** @returns how many: an assignment that has no appointment has nothing to complete */
async function complete({ run, connection, now }: Batch, completions: Completion[]): Promise<number> {
  const { origins, scope } = run;
  const open = completions.filter(({ assignment }) => origins.get(assignment.key) !== undefined);
  if (open.length === 0) return 0;
  const elements = open.map(({ assignment, at }) => ({
    id: origins.get(assignment.key) as number,
    complete_status: completeStatus.done,
    complete_date: at,
    complete_agent_id: origins.get(keyOf.thing('agent', assignment.resolver)) ?? null,
    // How long an appointment lasts here is an assumption: that is no time which somebody worked.
    complete_timetaken: 0,
  }));
  const ids = await saveElements(connection, scope, now, elements);
  for (const [index, { key }] of open.entries()) {
    await origins.add(connection, key, 'appointment', ids[index] as number);
  }
  return open.length;
}
