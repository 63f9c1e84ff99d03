import type * as codes from '../../codes.ts';
import { problems } from '../../problems.ts';

// biome-ignore lint/suspicious/noExplicitAny: a JSON document, changed in place
export type Json = any;

/** Makes what @fastify/swagger collected fit for others: problems as they are sent, our own keywords as extensions,
 * each titled schema once, among the components. */
export function finishDocument(document: Json): Json {
  for (const path of Object.values<Json>(document.paths)) Object.values<Json>(path).forEach(finishOperation);
  replaceOwnKeywords(document);
  document.paths = shareTitled(document.paths, document.components.schemas);
  return document;
}

/** Refusals are told as what they are: which problems have this status. */
function finishOperation(operation: Json): void {
  for (const parameter of operation.parameters ?? []) noteCodes(parameter.name, parameter.schema);
  for (const [status, response] of Object.entries<Json>(operation.responses ?? {})) {
    const titles = Object.values(problems).filter(([number]) => number === Number(status));
    if (titles.length === 0) continue;
    response.description = titles.map(([, title]) => title).join('; ');
    response.content = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };
  }
}

/** Keywords that only our reader knows become extensions, so that other tools see plain JSON Schema. */
function replaceOwnKeywords(node: Json): void {
  if (typeof node !== 'object' || node === null) return;
  if (typeof node.format === 'string' && node.format.startsWith('almanac-')) {
    node['x-format'] = node.format;
    delete node.format;
  }
  if (node.lenient === true) {
    node['x-lenient'] = true;
    delete node.lenient;
  }
  for (const [name, property] of Object.entries(node.properties ?? {})) noteCodes(name, property);
  Object.values(node).forEach(replaceOwnKeywords);
}

function noteCodes(property: string, schema: Json): void {
  const table = tableOfProperty[property];
  if (table && schema?.type === 'integer') schema['x-codes'] = table;
}

/** Which table lists the values of a property, by the property's name. */
const tableOfProperty: Record<string, keyof typeof codes> = {
  lookupid: 'lookupLists',
  tickettype_id: 'ticketType',
  complete_status: 'completeStatus',
  open_appointment_status: 'openAppointmentStatus',
  agent_status: 'agentStatus',
  approval_status: 'approvalStatus',
  filter_type: 'filterType',
};

/** Moves schemas that have a title to the components; two that differ but have one title stay where they are. */
function shareTitled(node: Json, shared: Record<string, Json>): Json {
  if (typeof node !== 'object' || node === null) return node;
  if (Array.isArray(node)) return node.map((member) => shareTitled(member, shared));
  const copy = Object.fromEntries(Object.entries(node).map(([name, member]) => [name, shareTitled(member, shared)]));
  if (typeof node.title !== 'string' || !node.properties) return copy;
  const name = node.title.replace(/[^\w.-]/g, '');
  shared[name] ??= copy;
  return JSON.stringify(shared[name]) === JSON.stringify(copy) ? { $ref: `#/components/schemas/${name}` } : copy;
}
