import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import type { Authenticator } from '../../kernel/auth/authenticate.ts';
import { historyReaders } from '../../kernel/changes/history.ts';
import type { Context } from '../../kernel/http/context.ts';
import { addRoute } from '../../kernel/http/route.ts';
import { Int } from '../../wire/fields.ts';
import { boardOf } from './board.ts';
import { addFeedRoute } from './feed-route.ts';
import {
  BoardAnswer,
  BoardQuery,
  SuggestionAnswer,
  SuggestionQuery,
  type ViewElement,
  ViewFields,
  ViewPost,
} from './schema.ts';
import { suggestionsFor } from './suggestions.ts';
import { viewHistory, viewsOf } from './view-sql.ts';
import { removeOneView, saveViews, wireView } from './views.ts';

const IdParams = Type.Object({ id: Int('Its id') });
const tag = 'Board';
const read = { area: 'calendar', edit: false } as const;
const edit = { area: 'calendar', edit: true } as const;

/** What the dispatch board reads, and the feed that keeps it fresh. Its writes are those of /Appointment. */
export function mountBoard(app: FastifyInstance, context: Context, authenticate: Authenticator): void {
  const { pool } = context.database;
  addRoute(app, context, {
    method: 'GET',
    path: '/Board',
    tag,
    summary: 'Everything that a dispatch board shows of some days',
    description:
      'Agents with working time, leave, holidays and capacity; their appointments, timed tasks and shifts; what nobody ' +
      'has; freezes; the queue of open tickets; the columns with what the clock shows in them. Compact: times are minutes ' +
      'since `start`, a block is an array. src/rooms/board/shape.ts describes every part.',
    access: read,
    query: BoardQuery,
    answers: { 200: BoardAnswer },
    answer: async ({ scope, query, now, request }) => ({
      value: await boardOf(pool, scope, query as BoardQuery, now, request.headers['accept-language']),
    }),
  });
  addRoute(app, context, {
    method: 'GET',
    path: '/Board/Suggestions',
    tag,
    summary: 'Who could take a job, the best first',
    description: 'Of a ticket its estimate, skills and team are taken where nothing else is said.',
    access: read,
    query: SuggestionQuery,
    answers: { 200: SuggestionAnswer },
    answer: async ({ scope, query, now, request }) => ({
      value: await suggestionsFor(pool, scope, query as SuggestionQuery, now, request.headers['accept-language']),
    }),
  });
  addViewRoutes(app, context);
  addFeedRoute(app, context, authenticate);
  historyReaders.set('board_view', viewHistory);
}

function addViewRoutes(app: FastifyInstance, context: Context): void {
  addRoute(app, context, {
    method: 'GET',
    path: '/Board/View',
    tag,
    summary: 'Saved views of the board: one’s own, and those that are shared',
    access: read,
    answers: { 200: Type.Array(ViewFields, { description: 'The views, one’s own first' }) },
    answer: async ({ scope }) => ({
      value: (await viewsOf(context.database.pool, scope)).map((view) => wireView(view, scope)),
    }),
  });
  addRoute(app, context, {
    method: 'POST',
    path: '/Board/View',
    tag,
    summary: 'Save views of the board',
    access: edit,
    body: ViewPost,
    answers: { 201: ViewFields },
    answer: (call) => saveViews(context, { ...call, body: call.body as ViewElement[] }),
  });
  addRoute(app, context, {
    method: 'DELETE',
    path: '/Board/View/:id',
    tag,
    summary: 'Delete a saved view',
    access: edit,
    params: IdParams,
    answers: { 200: ViewFields },
    answer: (call) => removeOneView(context, call, call.params.id),
  });
}
