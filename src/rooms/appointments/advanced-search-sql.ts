import { filterType } from '../../codes.ts';
import { fieldProblem } from '../../problems.ts';
import { readCivilDate, readDate } from '../../wire/dates.ts';
import { type Builder, readsJoinedTable, typed } from './list-builder-sql.ts';
import type { ListProperty } from './row-sql.ts';

/** `advanced_search`: a JSON array of `{filter_name, filter_type, filter_value}`, each a condition (behaviour 2). */
export function advancedConditions(text: string | null | undefined, builder: Builder): string[] {
  return text ? filtersOf(text, builder).map((filter) => conditionOf(filter, builder)) : [];
}

interface Filter {
  property: ListProperty;
  name: string;
  type: number;
  value: string;
}

const mostFilters = 50;

function filtersOf(text: string, builder: Builder): Filter[] {
  const list = parsed(text);
  if (!Array.isArray(list)) throw refusal('it must be a JSON array of {filter_name, filter_type, filter_value}');
  if (list.length > mostFilters) throw refusal(`at most ${mostFilters} filters`);
  return list.map((given) => filterOf(given, builder));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw refusal('it is not valid JSON');
  }
}

function filterOf(given: unknown, builder: Builder): Filter {
  const { filter_name, filter_type, filter_value } = (given ?? {}) as Record<string, unknown>;
  const name = String(filter_name ?? '');
  const property = builder.property(name);
  if (!property) throw refusal(`there is no list property '${name.slice(0, 60)}'`);
  const type = Number(filter_type ?? Number.NaN);
  if (!(Object.values(filterType) as number[]).includes(type))
    throw refusal('filter_type must be a number from 0 to 8');
  return { property, name, type, value: storable(filter_value) };
}

/** Text that PostgreSQL can take: this JSON did not come through the body reader. */
function storable(value: unknown): string {
  const text = typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value ?? '');
  if (text.includes('\0')) throw refusal('filter_value has a NUL character');
  return text;
}

function refusal(why: string) {
  return fieldProblem('advanced_search', `advanced_search: ${why}.`);
}

function conditionOf(filter: Filter, builder: Builder): string {
  const { property, type, value } = filter;
  if (readsJoinedTable(property.sql)) builder.readsNames = true;
  const asText = `coalesce(${asWritten(property)}, '')`;
  const contains = () => `position(lower(${builder.parameter(value, 'text')}) in lower(${asText})) > 0`;
  switch (type) {
    case filterType.contains:
      return contains();
    case filterType.doesNotContain:
      return `not ${contains()}`;
    case filterType.empty:
      return `${asText} = ''`;
    case filterType.notEmpty:
      return `${asText} <> ''`;
    case filterType.in:
      return `(${value
        .split(',')
        .slice(0, 1_000)
        .map((one) => compared({ ...filter, value: one.trim() }, '=', builder))
        .join(' or ')})`;
    default:
      return compared(filter, operators[type] as string, builder);
  }
}

/** The text of a property as answers show it. */
function asWritten(property: ListProperty): string {
  const { sql, type } = property;
  if (type === 'instant') return `to_char(${typed(property)} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS')`;
  return type === 'date' ? `to_char(${sql}, 'YYYY-MM-DD"T00:00:00"')` : `(${sql})::text`;
}

const operators: Record<number, string> = {
  [filterType.equals]: '=',
  [filterType.differs]: 'is distinct from',
  [filterType.greater]: '>',
  [filterType.less]: '<',
};

/** Numbers and dates compare by size, texts without regard to letter case. */
function compared(filter: Filter, operator: string, builder: Builder): string {
  const { property, value } = filter;
  const left = typed(property);
  switch (property.type) {
    case 'integer':
    case 'number':
      return `${left} ${operator} ${builder.parameter(numberOf(filter), 'float8')}`;
    case 'boolean':
      return `coalesce(${left}, false) ${operator} ${builder.parameter(booleanOf(filter), 'boolean')}`;
    case 'instant':
      return `${left} ${operator} ${builder.parameter(instantOf(filter), 'timestamptz')}`;
    case 'date':
      return `${property.sql} ${operator} ${builder.parameter(civilDateOf(filter), 'date')}`;
    default:
      return `lower(coalesce(${left}, '')) ${operator} lower(${builder.parameter(value, 'text')})`;
  }
}

function numberOf({ name, value }: Filter): number {
  const number = value.trim() === '' ? Number.NaN : Number(value);
  if (!Number.isFinite(number)) throw refusal(`the value of ${name} must be a number`);
  return number;
}

function booleanOf({ name, value }: Filter): boolean {
  if (/^(true|1)$/i.test(value)) return true;
  if (/^(false|0)$/i.test(value)) return false;
  throw refusal(`the value of ${name} must be true or false`);
}

function civilDateOf({ name, value }: Filter): string {
  const date = readCivilDate(value);
  if (date === undefined) throw refusal(`the value of ${name} must be a date such as 2026-05-01`);
  return date;
}

function instantOf({ name, value }: Filter): string {
  const read = readDate(value);
  if (!read) throw refusal(`the value of ${name} must be a date such as 2026-05-01T09:00:00`);
  return new Date(read.ms).toISOString();
}
