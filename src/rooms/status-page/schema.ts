import { type Static, Type } from 'typebox';
import { Bool, Fields, Instant, Int, Text } from '../../wire/fields.ts';

/** The public page of a tenant: what admins say of it, and what its addresses carry. */

export const StatusPageFields = Fields(
  {
    enabled: Bool('The page is there for everyone who knows its address'),
    title: Text('Shown instead of the name of the organisation; null = that name', 200),
    services: Type.Array(Int('Service'), {
      maxItems: 1_000,
      description: 'Services that are shown; null or none = all. The array replaces what was there',
    }),
    _newkey: Bool('True gives the page another address: who has the old one sees nothing any more'),
    key: Text('In its address; computed', 100),
    url: Text('Its address; computed', 2_000),
    calendar_url: Text('The iCalendar feed of planned maintenance; computed', 2_000),
    last_modified: Instant('Last change; computed'),
  },
  { title: 'StatusPage' },
);

export const KeyParams = Type.Object({ key: Text('Key of the page', 200) });
export const VisitQuery = Fields({ lang: Text('en or de; else as the browser asks (Accept-Language)', 100) });

export type StatusPageElement = {
  [K in keyof Static<typeof StatusPageFields>]?: Static<typeof StatusPageFields>[K] | null;
};

export interface StatusPageRow {
  readonly tenant_id: number;
  readonly key: string;
  readonly enabled: boolean;
  readonly title: string | null;
  readonly service_ids: readonly number[] | null;
  readonly version: number;
  readonly last_modified: number;
}
