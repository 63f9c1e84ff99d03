import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { historyReaders } from '../../kernel/changes/history.ts';
import type { Context } from '../../kernel/http/context.ts';
import { etagOf } from '../../kernel/http/etag.ts';
import { addRoute } from '../../kernel/http/route.ts';
import { notFound } from '../../problems.ts';
import { Int } from '../../wire/fields.ts';
import { agentFacts } from '../directory/sql.ts';
import { onDuty } from './duty.ts';
import { rotationHistory } from './history-sql.ts';
import { detailed, removeOne, saveRotations } from './save.ts';
import {
  OnDutyAnswer,
  OnDutyQuery,
  type RotationElement,
  RotationFields,
  RotationListQuery,
  RotationPost,
  RotationQuery,
} from './schema.ts';
import { agentsOf, wireRotation } from './shown.ts';
import { rotationById, rotationsOf } from './sql.ts';

const tag = 'Shift';
const read = { area: 'calendar', edit: false } as const;
const edit = { area: 'calendar', edit: true, role: 'manager' } as const;
const IdParams = Type.Object({ id: Int('Its id') });

/** Rotations, and who is on duty by them and by the shifts in the calendars. */
export function mountShifts(app: FastifyInstance, context: Context): void {
  addReadRoutes(app, context);
  addWriteRoutes(app, context);
  addRoute(app, context, {
    method: 'GET',
    path: '/Shift/OnDuty',
    tag,
    summary: 'Who of a team is on duty, and when nobody is',
    description:
      'Shifts in the calendars, where there are any, and else the rotations; overrides win over both; approved leave ' +
      'leaves a gap. Without dates: now.',
    access: read,
    query: OnDutyQuery,
    answers: { 200: OnDutyAnswer },
    answer: async ({ scope, query, now }) => ({ value: await onDuty(context.database.pool, scope, query, now) }),
  });
  historyReaders.set('rotation', rotationHistory);
}

function addReadRoutes(app: FastifyInstance, context: Context): void {
  const { pool } = context.database;
  addRoute(app, context, {
    method: 'GET',
    path: '/Rotation',
    tag,
    summary: 'List rotations',
    access: read,
    query: RotationListQuery,
    answers: { 200: Type.Array(RotationFields) },
    answer: async ({ scope, query }) => {
      const rows = await rotationsOf(pool, scope.tenantId, query.team_id ?? 0);
      const details = query.includedetails === true;
      const names = details ? await agentFacts(pool, scope.tenantId, rows.flatMap(agentsOf)) : undefined;
      return { value: rows.map((row) => wireRotation(row, names)) };
    },
  });

  addRoute(app, context, {
    method: 'GET',
    path: '/Rotation/:id',
    tag,
    summary: 'One rotation',
    access: read,
    params: IdParams,
    query: RotationQuery,
    answers: { 200: RotationFields },
    answer: async ({ scope, params, query }) => {
      const row = await rotationById(pool, scope.tenantId, params.id);
      if (!row) throw notFound();
      const headers = { ETag: etagOf(row.id, row.version) };
      return { value: query.includedetails ? await detailed(pool, scope.tenantId, row) : wireRotation(row), headers };
    },
  });
}

function addWriteRoutes(app: FastifyInstance, context: Context): void {
  addRoute(app, context, {
    method: 'POST',
    path: '/Rotation',
    tag,
    summary: 'Create and change rotations',
    description:
      'All elements or none; for admins and the manager of the team. `members` and `overrides`, where given, replace ' +
      'what was there. If-Match goes with one element, Idempotency-Key with any request.',
    access: edit,
    body: RotationPost,
    answers: { 201: RotationFields },
    answer: (call) => saveRotations(context, { ...call, body: call.body as RotationElement[] }),
  });

  addRoute(app, context, {
    method: 'DELETE',
    path: '/Rotation/:id',
    tag,
    summary: 'Delete a rotation',
    description: 'With its overrides; for admins and the manager of the team. Answers with what was deleted.',
    access: edit,
    params: IdParams,
    answers: { 200: RotationFields },
    answer: (call) => removeOne(context, call, call.params.id),
  });
}
