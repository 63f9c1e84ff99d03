import { type Static, Type } from 'typebox';
import { Bool, Fields, Instant, Int, Text } from '../../wire/fields.ts';

/** The wire of API clients. */

const kept = {
  name: Text('What the sign-in page calls it', 200),
  agent_id: Int(
    'Agent that client_credentials acts as, with what their role may do; absent: it acts only for people who sign in',
  ),
  redirect_uris: Type.Array(Text('Address', 2_000), {
    maxItems: 50,
    description: 'Where sign-ins may return to, exactly; without any, loopback addresses',
  }),
  disabled: Bool('No sign-ins, and its tokens end'),
} as const;

export const ApiClientElement = Fields(
  {
    id: Text('Client id of one that is there; without it a new one is made, with an id of its own', 200),
    ...kept,
    public: Bool('Of a new one: it can keep no secret (a program on a desktop, in a browser)'),
    _new_secret: Bool('Give it a new secret; the old one ends'),
  },
  { title: 'API client to save' },
);

export const ApiClientFields = Fields(
  {
    id: Text('Client id'),
    ...kept,
    public: Bool('It has no secret'),
    agent_name: Text('Name of that agent'),
    agent_role: Text('Role of that agent'),
    created_at: Instant('When it was made'),
    client_secret: Text('Only in the answer to the request that made it: nobody can read it again'),
  },
  { title: 'API client' },
);

type Given<T> = { [K in keyof T]?: T[K] | null };
export type ApiClientElement = Given<Static<typeof ApiClientElement>>;
