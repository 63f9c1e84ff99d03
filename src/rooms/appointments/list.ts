import type { Scope } from '../../kernel/auth/scope.ts';
import type { Connection } from '../../kernel/db/transaction.ts';
import type { Answer } from '../../kernel/http/route.ts';
import { streamRows } from '../../kernel/http/stream-list.ts';
import { envelope, envelopeHead, type Page, pageOf } from '../../wire/envelope.ts';
import { listPlan } from './filter-sql.ts';
import type { ListQuery } from './list-query.ts';
import { findIds, findRows, type ListPlan, rowsByIds } from './list-sql.ts';
import { type Overlay, readOverlay } from './overlay.ts';
import { unionPlan } from './overlay-sql.ts';
import { readerParameters } from './row-sql.ts';
import { findPage, findRefs, rowsByRefs, type UnionPlan } from './union-sql.ts';
import type { Walks } from './walk.ts';

/** GET /Appointment: a page, all rows in one statement, or a long list streamed. */

interface Listing {
  connection: Connection;
  query: ListQuery;
  scope: Scope;
  now: number;
  page: Page;
}

/** Rows that one statement answers; longer lists are streamed. */
const rowsAtOnce = 1_000;
const listed = 'appointments';

export async function listAppointments(
  connection: Connection,
  walks: Walks,
  { query, scope, now }: { query: ListQuery; scope: Scope; now: number },
): Promise<Answer> {
  const listing = { connection, query, scope, now, page: pageOf(query) };
  const plan = listPlan(query, scope);
  const overlay = await readOverlay(connection, query, scope, now);
  const union = overlay ? unionPlan(plan, overlay, query) : { stored: plan };
  if (isPage(query)) return onePage(listing, walks, union);
  return overlay ? allOfUnion(listing, union, overlay) : allStored(listing, plan);
}

const isPage = ({ pageinate, page_no }: ListQuery) => pageinate === true && typeof page_no === 'number';

/** A page goes on after the one before it. What that walk has passed counts as it was: pages and count fit each other. */
async function onePage({ connection, query, scope, now, page }: Listing, walks: Walks, plan: UnionPlan) {
  const pageNo = page.pageNo as number;
  const limit = page.limit as number;
  const question = JSON.stringify([scope.tenantId, scope.agentId, scope.clientId, { ...query, page_no: null }]);
  const before = walks.before(question, pageNo, now);
  const found = await findPage(connection, plan, before ?? { offset: page.offset }, limit);
  const total = (before?.passed ?? 0) + found.total;
  const passed = Math.min(total, (before?.passed ?? page.offset) + limit);
  // An empty page ends where it began.
  walks.answered(question, pageNo, found.last ? { after: found.last, passed } : before, now);
  return { json: envelope(page, total, listed, `[${found.rows}]`) };
}

async function allStored({ connection, query, scope, page }: Listing, plan: ListPlan): Promise<Answer> {
  const { total, rows } = await findRows(connection, plan, 0, Math.min(page.limit ?? rowsAtOnce, rowsAtOnce));
  if (Math.min(page.limit ?? total, total) <= rowsAtOnce) return { json: envelope(page, total, listed, `[${rows}]`) };
  const ids = await findIds(connection, plan);
  const reader = readerParameters(scope, query.showall);
  return streamed(page, ids, (chunk) => rowsByIds(connection, reader, chunk));
}

async function allOfUnion(
  { connection, query, scope, page }: Listing,
  plan: UnionPlan,
  overlay: Overlay,
): Promise<Answer> {
  const limit = Math.min(page.limit ?? rowsAtOnce, rowsAtOnce);
  const { total, rows } = await findPage(connection, plan, { offset: 0 }, limit);
  if (Math.min(page.limit ?? total, total) <= rowsAtOnce) return { json: envelope(page, total, listed, `[${rows}]`) };
  const refs = await findRefs(connection, plan);
  const reader = readerParameters(scope, query.showall);
  return streamed(page, refs, (chunk) => rowsByRefs(connection, reader, overlay, chunk));
}

async function streamed(page: Page, all: number[], fetch: (chunk: readonly number[]) => Promise<string>) {
  const head = `${envelopeHead(page, all.length, listed)}[`;
  return { json: await streamRows(head, all.slice(0, page.limit), fetch, ']}') };
}
