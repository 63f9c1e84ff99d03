import { type TObject, type TSchema, Type } from 'typebox';
import { Bool, Fields, Instant, Int, IntList, Text } from '../../../wire/fields.ts';
import { orderParameters, pageParameters } from '../../../wire/list-query.ts';
import { type Field, type Link, namePropertyOf, type Resource } from './resource.ts';

/** Parameters of the list of a resource. */
export function listParameters(resource: Resource): TSchema {
  const filters = Object.entries(filterDescriptions(resource)).map(([name, description]) => [
    name,
    IntList(`${description}; several ids with commas, 0 or less = no filter`),
  ]);
  const switches = Object.entries(resource.switches ?? {}).map(([name, { description }]) => [name, Bool(description)]);
  return Fields({
    search: Text(`Words that all occur in ${resource.search.join(', ')}`, 1_000),
    ...Object.fromEntries([...filters, ...switches]),
    ...orderParameters,
    ...pageParameters,
  });
}

/** Elements of a POST. */
export function elementSchema(resource: Resource): TSchema {
  const properties: Record<string, TSchema> = {
    id: Int('Absent, 0 or less creates; an id changes that one'),
    ...fieldSchemas(resource),
    ...Object.fromEntries(
      Object.entries(resource.links).map(([name, link]) => [
        name,
        Type.Array(linkElement, { description: link.description }),
      ]),
    ),
    ...resource.commands,
  };
  return Fields(properties, { title: `${resource.path.slice(1)} (write)` });
}

/** One of them as it is given out, in lists and alone. */
export function rowSchema(resource: Resource): TObject {
  const properties: Record<string, TSchema> = { id: Int('Id') };
  for (const [name, field] of Object.entries(fieldSchemas(resource))) {
    properties[name] = field;
    if (pointsSomewhere(resource.fields[name])) properties[namePropertyOf(name)] = Text(`Name of \`${name}\``);
  }
  for (const [name, link] of Object.entries(resource.links)) properties[name] = linkRows(link);
  properties.last_modified = Instant('When it last changed');
  properties._etag = Text('Its version, for If-Match');
  return Fields(properties, { title: resource.path.slice(1) }) as unknown as TObject;
}

/** The list of them. */
export function listSchema(resource: Resource): TSchema {
  const rows = Type.Array(rowSchema(resource), { description: `The ${resource.words}` });
  if (!resource.key) return rows;
  return Fields(
    {
      page_no: Int('The page asked for'),
      page_size: Int('The page size asked for'),
      record_count: Int('How many there are in all pages'),
      [resource.key]: rows,
    },
    { title: `${resource.path.slice(1)} list` },
  );
}

/** Every reference and link is a filter of the list. */
export function filterDescriptions(resource: Resource): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [name, field] of Object.entries(resource.fields)) {
    if (pointsSomewhere(field)) found[name] = `With this ${name}`;
  }
  for (const [name, { filter }] of Object.entries(resource.links)) found[filter] = `With this one among its ${name}`;
  for (const [name, { description }] of Object.entries(resource.filters ?? {})) found[name] = description;
  return found;
}

function pointsSomewhere(field: Field | undefined): boolean {
  return field?.of !== undefined || field?.list !== undefined;
}

function fieldSchemas(resource: Resource): Record<string, TSchema> {
  const schemas = Object.fromEntries(Object.entries(resource.fields).map(([name, { schema }]) => [name, schema]));
  const aliases = Object.entries(resource.aliases ?? {}).map(([alias, name]) => [
    alias,
    Type.Unsafe({ ...schemas[name], description: `The same as \`${name}\`` }),
  ]);
  return { ...schemas, ...Object.fromEntries(aliases) };
}

const linkElement = Type.Unsafe<unknown>({ description: 'An id, or an object with an `id`' });

function linkRows({ description }: Link): TSchema {
  return Type.Array(Fields({ id: Int('Id'), name: Text('Name') }), { description });
}
