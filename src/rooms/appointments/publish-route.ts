import type { FastifyInstance } from 'fastify';
import { type Static, Type } from 'typebox';
import { openAppointmentStatus } from '../../codes.ts';
import type { Context } from '../../kernel/http/context.ts';
import { addRoute } from '../../kernel/http/route.ts';
import { Bool, Fields, Int } from '../../wire/fields.ts';
import { type SaveCall, saveAppointments } from './save.ts';
import { AppointmentFields, type Element } from './schema.ts';

const PublishPost = Fields(
  {
    ids: Type.Array(Int('Appointment'), {
      minItems: 1,
      maxItems: 1_000,
      description: 'What becomes firm: all, or none',
    }),
    _force: Bool('Publish despite clashes; those rows are marked `forced`'),
    _validateonly: Bool('Run everything, save nothing'),
  },
  { title: 'BoardPublish' },
);
type PublishPost = { [K in keyof Static<typeof PublishPost>]?: Static<typeof PublishPost>[K] | null };

const PublishAnswer = Fields(
  {
    published: Int('How many'),
    appointments: Type.Array(AppointmentFields, { description: 'The rows as they are now' }),
  },
  { title: 'BoardPublished' },
);

/** What a dispatcher has drafted goes out at once: the same as a post of all of them with open_appointment_status 0. */
export function addPublishRoute(app: FastifyInstance, context: Context, insert: SaveCall['insert']): void {
  addRoute(app, context, {
    method: 'POST',
    path: '/Board/Publish',
    tag: 'Board',
    summary: 'Publish drafts',
    description: 'Makes tentative and draft appointments firm. A clash of one answers 409, and none is published.',
    access: { area: 'calendar', edit: true },
    body: PublishPost,
    answers: { 200: PublishAnswer },
    answer: async (call) => {
      const { horizonDays } = context.config;
      const body = elementsOf(call.body as PublishPost);
      const { json, headers } = await saveAppointments(context, { ...call, body, horizonDays, insert });
      const rows = body.length === 1 ? `[${json}]` : json;
      return { json: `{"published":${body.length},"appointments":${rows}}`, ...(headers && { headers }) };
    },
  });
}

function elementsOf({ ids, _force, _validateonly }: PublishPost): Element[] {
  const commands = { ...(_force && { _force }), ...(_validateonly && { _validateonly }) };
  return [...new Set(ids ?? [])].map((id) => ({
    ...commands,
    id: id > 0 ? id : unknownId,
    open_appointment_status: openAppointmentStatus.firm,
  }));
}

/** An id of 0 or less would make a row. */
const unknownId = 2_147_483_647;
