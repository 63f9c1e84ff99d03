import { type Static, Type } from 'typebox';
import { CivilDate, Fields, Text } from '../../wire/fields.ts';

/** What an admin is told of a booking type before customers see it. */

export const TypePreviewQuery = Fields({
  locale: Text('Language of labels, such as en-GB; else that of the request', 35),
  date: CivilDate('First of the seven days; that of the next free time when absent'),
});

export const TypePreview = Type.Object(
  {
    zone: Type.String({ description: 'The tenant’s, in which customers see times' }),
    zone_label: Type.String({ description: 'Athens (GMT+2)' }),
    not_before: Type.String({ description: 'Nothing can be booked before then: now and the notice' }),
    until: Type.String({ description: 'How far was looked' }),
    next: Type.Optional(
      Type.Object(
        {
          start_date: Type.String({ description: 'Start' }),
          end_date: Type.String({ description: 'End' }),
          label: Type.String({ description: 'Tue 24 Nov, 09:00 – 10:00' }),
        },
        { description: 'The next free time; missing where there is none' },
      ),
    ),
    resources: Type.Array(
      Type.Object({
        id: Type.Integer({ description: 'Agent or asset' }),
        name: Type.String({ description: 'Its name' }),
        why: Type.String({
          description:
            'free then; or else: holiday, leave, off (no working time), full (max_per_day), busy, step (their slots ' +
            'begin at other minutes); none where there is no free time at all',
        }),
        label: Type.Optional(Type.String({ description: 'What is free around it, or stands in its way' })),
        next: Type.Optional(Type.String({ description: 'Their own next free time' })),
        work_minutes: Type.Integer({ description: 'Their working time from not_before to then' }),
        free_minutes: Type.Integer({ description: 'How much of it is free, in pieces that are too short' }),
      }),
      { description: 'Who could be booked, and why they can or cannot in the next free time' },
    ),
    days: Type.Array(
      Type.Object({
        date: Type.String({ description: 'Civil date' }),
        label: Type.String({ description: 'Tue 24 Nov' }),
        times: Type.Array(Type.String({ description: '09:00' }), { description: 'What customers can choose' }),
      }),
      { description: 'Seven days, as customers see them' },
    ),
  },
  { title: 'BookingTypePreview' },
);
export type TypePreview = Static<typeof TypePreview>;
