import { fieldProblem } from '../../problems.ts';
import type { AppointmentRow } from './row.ts';
import { positiveAgent } from './rules.ts';
import type { Element } from './schema.ts';

/** Who a new appointment is for: `agents`, else `agent_id`. Both are welcome while they do not contradict each other. */
export function newAgents(element: Element): number[] {
  const listed = listedAgents(element) ?? [];
  const single = positiveAgent(element.agent_id);
  if (listed.length === 0) return single === null ? [] : [single];
  if (single !== null && !listed.includes(single)) {
    throw fieldProblem('agent_id', 'agents and agent_id name different agents; send one of them.');
  }
  return listed;
}

function listedAgents(element: Element): number[] | undefined {
  if (element.agents === undefined) return undefined;
  const ids = (element.agents ?? []).map((agent) => positiveAgent(agent?.id));
  return [...new Set(ids.filter((id) => id !== null))];
}

/** What becomes of the rows of a collection. */
export interface Reassignment {
  /** New owners, by row id. */
  agentOf: Map<number | null, number | null>;
  /** Agents who get a new row. */
  added: number[];
  /** Rows that go, by id. */
  removed: (number | null)[];
}

/** Of `agents` and `agent_id`, the one that differs from what is stored counts (behaviour 2).
 * @param mates the live rows of the collection, the addressed one among them
 * @throws Problem when both differ and disagree */
export function reassignment(current: AppointmentRow, mates: AppointmentRow[], element: Element): Reassignment {
  const stored = mates.map((mate) => mate.agent_id).filter((id) => id !== null);
  const listed = listedAgents(element);
  const single = element.agent_id === undefined ? undefined : positiveAgent(element.agent_id);
  const listDiffers = listed !== undefined && !sameMembers(listed, stored);
  const singleDiffers = single !== undefined && single !== current.agent_id;
  if (listDiffers && singleDiffers && !(single !== null && listed.includes(single))) {
    throw fieldProblem('agent_id', 'agents and agent_id are both changed and disagree; send one of them.');
  }
  const leavesNobody = listDiffers ? listed.length === 0 : singleDiffers && single === null;
  if (leavesNobody) mayHaveNobody(current, element);
  if (listDiffers) return newList(current, mates, listed, singleDiffers ? single : undefined);
  if (singleDiffers) return newSingle(current, stored, single);
  return { agentOf: new Map(), added: [], removed: [] };
}

function sameMembers(a: number[], b: number[]): boolean {
  return a.length === b.length && a.every((id) => b.includes(id));
}

function newSingle(current: AppointmentRow, stored: number[], agentId: number | null): Reassignment {
  if (agentId !== null && stored.includes(agentId)) {
    throw fieldProblem('agent_id', 'That agent has a row of this appointment already.');
  }
  return { agentOf: new Map([[current.id, agentId]]), added: [], removed: [] };
}

/** Rows of agents who leave pass to agents who come, the addressed row first; then rows are added or removed. */
function newList(
  current: AppointmentRow,
  mates: AppointmentRow[],
  listed: number[],
  wantedForCurrent: number | null | undefined,
): Reassignment {
  if (listed.length === 0) {
    const others = mates.filter((mate) => mate.id !== current.id).map((mate) => mate.id);
    return { agentOf: new Map([[current.id, null]]), added: [], removed: others };
  }
  const leaving = mates.filter((mate) => mate.agent_id === null || !listed.includes(mate.agent_id));
  leaving.sort((a, b) => Number(b.id === current.id) - Number(a.id === current.id));
  const coming = listed.filter((id) => !mates.some((mate) => mate.agent_id === id));
  coming.sort((a, b) => Number(b === wantedForCurrent) - Number(a === wantedForCurrent));
  const passed = Math.min(leaving.length, coming.length);
  return {
    agentOf: new Map(leaving.slice(0, passed).map((mate, index) => [mate.id, coming[index] as number])),
    added: coming.slice(passed),
    removed: leaving.slice(passed).map((mate) => mate.id),
  };
}

/** An appointment needs an agent or an asset; a shift may be given back to nobody, when that is said (`open_shift`). */
function mayHaveNobody(current: AppointmentRow, element: Element): void {
  const isOpenShift = element.open_shift === true && current.shift_type_id > 0;
  if (!isOpenShift && current.asset_ids.length === 0) throw fieldProblem('agents', 'Please select at least one Agent');
}
