import { Type } from 'typebox';
import { Bool, Fields, Instant, Int, QueryTime, Text } from '../../wire/fields.ts';
import { pageParameters } from '../../wire/list-query.ts';

export const ChangeQuery = Fields({
  entity: Text(
    'What kind of thing: agent, team, client, site, user, ticket, asset, service, lookup, appointment ... Required with id.',
    100,
  ),
  id: Text(
    'Its id; for an entry of a lookup list the list, a slash and the entry (`63/1`). Required but for admins.',
    100,
  ),
  agent_id: Int('Log: what this agent did'),
  start_date: QueryTime('Log: from then on'),
  end_date: QueryTime('Log: before then'),
  timezone: Text('Zone of start_date and end_date without a suffix; absent the zone of the caller', 100),
  before: Int('Log: only changes with lower numbers: `next_before` of the answer before'),
  showall: Bool('Log: private things of others, too'),
  ...pageParameters,
});

const ChangeRow = Fields(
  {
    id: Int('Number of the change; later ones are greater'),
    at: Instant('When'),
    agent_id: Int('Agent who did it'),
    agent_name: Text('Name of that agent'),
    client_id: Text('API client through which it was done'),
    entity: Text('Kind of thing'),
    entity_id: Text('Its id'),
    action: Text('create, update, delete or undelete'),
    before: Type.Object({}, { description: 'The thing before; absent for a create' }),
    after: Type.Object({}, { description: 'The thing after; absent for a delete' }),
  },
  { title: 'Change' },
);

export const ChangeList = Fields(
  {
    page_no: Int('The page asked for'),
    page_size: Int('The page size asked for'),
    record_count: Int('How many there are in all pages; a log does not say'),
    next_before: Int('Log: where the next page goes on; absent at the end'),
    changes: Type.Array(ChangeRow, { description: 'The changes, newest first' }),
  },
  { title: 'Change list' },
);
