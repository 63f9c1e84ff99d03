import { type Static, Type } from 'typebox';
import { Fields, Int, Text } from '../../wire/fields.ts';

/** What the addresses of the pages carry. */

export const KeyParams = Type.Object({ key: Text('Public key of the booking type', 200) });
export const SecretParams = Type.Object({ secret: Text('From the confirmation', 200) });

const visit = {
  lang: Text('en or de; else as the browser asks (Accept-Language)', 100),
  zone: Text("The customer's zone, IANA name; the tenant's when absent", 100),
};

export const VisitQuery = Fields(visit);

export const OfferQuery = Fields({
  ...visit,
  date: Text('Show the times of this day, yyyy-MM-dd', 100),
  person: Int('Whose times, where the customer chooses'),
});

export const DetailsQuery = Fields({
  ...visit,
  slot: Text('The chosen time: its start and end', 100),
  form: Text('Tells one form from another', 200),
  person: Int('With whom, where the customer chooses'),
});

export const ManageQuery = Fields({ ...visit, done: Text('booked or moved: what led here', 100) });

type Given<T> = { [K in keyof T]?: T[K] | null };

export type OfferQuery = Given<Static<typeof OfferQuery>>;
export type DetailsQuery = Given<Static<typeof DetailsQuery>>;
export type ManageQuery = Given<Static<typeof ManageQuery>>;

export const tags = ['Booking page'];

/** A page, as the OpenAPI document tells of it. */
export const page = (summary: string, operationId: string, params: object, query: object) => ({
  tags,
  summary,
  operationId,
  params,
  querystring: query,
  produces: ['text/html'],
  response: {
    200: { type: 'string', description: 'The page' },
    404: { type: 'string', description: 'A page that says that there is nothing' },
    429: { type: 'string', description: 'A page that says how long to wait' },
  },
});

/** What a page sends. */
export const form = (summary: string, operationId: string, params: object) => ({
  ...page(summary, operationId, params, VisitQuery),
  consumes: ['application/x-www-form-urlencoded'],
  response: {
    303: { type: 'null', description: 'To the page that shows what was done' },
    400: { type: 'string', description: 'The page again, with what is wrong' },
    403: { type: 'string', description: 'The page again: it was too old, or not ours' },
    404: { type: 'string', description: 'A page that says that there is nothing' },
    409: { type: 'string', description: 'The page again, with the nearest free times' },
    429: { type: 'string', description: 'A page that says how long to wait' },
  },
});
