import { describe, expect, test } from 'vitest';
import { ticketStatus } from '../../codes.ts';
import { type Draft, draftOf } from './draft-rules.ts';
import {
  type Asker,
  changesOf,
  passwordRefusal,
  type Row,
  refusalOf,
  whyNotAllowed,
  withMainTeam,
  withTicketDates,
} from './rules.ts';
import { agents } from './schema/people.ts';
import { tickets } from './schema/work.ts';

const draft = (values: Row, links: Record<string, number[]> = {}, id?: number): Draft => ({
  path: '[0]',
  id,
  values,
  links,
  commands: {},
});
const agent = (id: number, reports: number[] = []): Asker => ({ agentId: id, role: 'agent', reports });

describe('who may change what', () => {
  const admin: Asker = { agentId: 9, role: 'admin', reports: [] };
  test.each<[string, Parameters<typeof whyNotAllowed>, boolean]>([
    ['an admin may change any agent', ['agent', admin, { id: 3 }, ['role']], true],
    ['an agent may change their own zone', ['agent', agent(3), { id: 3 }, ['timezone', 'colour', 'password']], true],
    ['an agent may not change their own role', ['agent', agent(3), { id: 3 }, ['timezone', 'role']], false],
    ["an agent may not change another's zone", ['agent', agent(3), { id: 4 }, ['timezone']], false],
    ['an agent may not make agents', ['agent', agent(3), undefined, ['name']], false],
    ['anyone may open a ticket for anyone', ['ticket', agent(3), undefined, ['agent_id']], true],
    ['anyone may change a ticket of nobody', ['ticket', agent(3), { id: 1 }, ['summary']], true],
    ['an agent may change their ticket', ['ticket', agent(3), { id: 1, agent_id: 3 }, ['summary']], true],
    ["an agent may not change another's ticket", ['ticket', agent(3), { id: 1, agent_id: 4 }, ['summary']], false],
    ["a manager may change a report's ticket", ['ticket', agent(3, [4]), { id: 1, agent_id: 4 }, ['summary']], true],
    ['anyone may change a user', ['user', agent(3), { id: 1 }, ['name']], true],
  ])('%s', (_promise, question, allowed) => {
    expect(whyNotAllowed(...question) === undefined).toBe(allowed);
  });
});

describe('reading an element', () => {
  const read = (element: Record<string, unknown>) => {
    const errors = {};
    return { draft: draftOf(agents, element, '[0]', errors), errors };
  };
  test.each([
    ['0 is no agent', { id: 2, linemanager: 0 }, { linemanager: null }],
    ['1 is no agent', { id: 2, linemanager: 1 }, { linemanager: null }],
    ['0 is no team', { id: 2, team_id: 0 }, { team_id: null }],
    ['1 is a team', { id: 2, team_id: 1 }, { team_id: 1 }],
    [
      'a Windows zone is kept by its IANA name',
      { id: 2, timezone: 'W. Europe Standard Time' },
      { timezone: 'Europe/Berlin' },
    ],
    ['null unsets a zone', { id: 2, timezone: null }, { timezone: '' }],
    ['null gives the least role', { id: 2, role: null }, { role: 'agent' }],
    ['null clears', { id: 2, colour: null }, { colour: null }],
    ['absent changes nothing', { id: 2 }, {}],
    ['skills are names', { id: 2, skills: ['a', { name: 'b' }, 'a'] }, { skills: ['a', 'b'] }],
  ])('%s', (_promise, element, values) => {
    expect(read(element)).toMatchObject({ draft: { values }, errors: {} });
    expect(Object.keys(read(element).draft.values)).toEqual(Object.keys(values));
  });

  test('ids of links come as numbers, texts or objects', () => {
    expect(read({ id: 2, teams: [3, '2', { id: '1' }, 3] }).draft.links.teams).toEqual([1, 2, 3]);
  });

  test.each([
    ['a new agent without a name', { email: 'a@b' }, '[0].name'],
    ['a new agent without an email', { name: 'A' }, '[0].email'],
    ['a cleared name', { id: 2, name: null }, '[0].name'],
    ['an unknown zone', { id: 2, timezone: 'Mars/Olympus' }, '[0].timezone'],
    ['a link that is no id', { id: 2, teams: ['x'] }, '[0].teams'],
    ['a skill that is no text', { id: 2, skills: [{}] }, '[0].skills'],
  ])('%s is refused', (_promise, element, path) => {
    expect(Object.keys(read(element).errors)).toEqual([path]);
  });
});

test('echoing what is there changes nothing', () => {
  const before = { id: 1, summary: 'x', start_date: '2026-01-01T10:00:00', services: [{ id: 2, name: 'Mail' }] };
  const echo = draft({ summary: 'x', start_date: Date.UTC(2026, 0, 1, 10), agent_id: null }, { services: [2] }, 1);
  expect(changesOf(tickets, before, echo)).toEqual({ values: {}, links: {} });
});

describe('when a ticket was closed', () => {
  const { active, closed } = ticketStatus;
  test.each<[string, Row | undefined, Row, Row]>([
    ['closing it sets the date', { status: active }, { status: closed }, { status: closed, dateclosed: 7 }],
    [
      'a date that is given stays',
      { status: active },
      { status: closed, dateclosed: 3 },
      { status: closed, dateclosed: 3 },
    ],
    ['a closed one keeps its date', { status: closed, dateclosed: 'x' }, { status: closed }, { status: closed }],
    [
      'opening it again clears the date',
      { status: closed, dateclosed: 'x' },
      { status: active },
      { status: active, dateclosed: null },
    ],
    ['a new one began now', undefined, {}, { dateoccurred: 7 }],
    ['a new one that says when it began keeps that', undefined, { dateoccurred: 2 }, { dateoccurred: 2 }],
  ])('%s', (_promise, before, values, expected) => {
    expect(withTicketDates(before, draft(values), 7).values).toEqual(expected);
  });
});

test.each<[string, Row, Row | undefined, boolean]>([
  ['ends before it starts', { start_date: 2, end_date: 1 }, undefined, true],
  ['ends when it starts', { start_date: 2, end_date: 2 }, undefined, false],
  ['would end before its stored start', { end_date: 0 }, { start_date: '2026-01-01T00:00:00' }, true],
])('a ticket that %s', (_case, values, before, refused) => {
  expect(refusalOf(tickets, before, draft(values))?.field).toBe(refused ? 'end_date' : undefined);
});

test.each<[string, Row, Record<string, number[]>, number[] | undefined]>([
  ['a new main team is one of the teams', { team_id: 5 }, {}, [2, 5]],
  ['the main team cannot be left by the list', { team_id: 5 }, { teams: [7] }, [5, 7]],
  ['without a main team the list is as given', { team_id: null }, { teams: [7] }, [7]],
  ['what is not given stays', {}, {}, undefined],
])('%s', (_promise, values, links, teams) => {
  const before = { id: 3, team_id: 2, teams: [{ id: 2, name: 'Desk' }] };
  expect(withMainTeam(before, draft(values, links, 3)).links.teams).toEqual(teams);
});

test.each<[string, Asker, Row, string | undefined]>([
  ['11 characters are too few', { agentId: 2, role: 'admin', reports: [] }, { password: 'x'.repeat(11) }, 'password'],
  ['12 characters are enough', { agentId: 2, role: 'admin', reports: [] }, { password: 'x'.repeat(12) }, undefined],
  ['an agent must give the present one', agent(3), { password: 'x'.repeat(12) }, 'current_password'],
])('of a password %s', (_promise, asker, commands, field) => {
  expect(passwordRefusal(asker, 3, commands)?.field).toBe(field);
});
