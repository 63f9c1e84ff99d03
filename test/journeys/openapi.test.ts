import { Validator } from '@seriousme/openapi-schema-validator';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as codes from '../../src/codes.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

// biome-ignore lint/suspicious/noExplicitAny: a JSON document, looked at freely
type Json = any;

let server: TestServer;
let document: Json;

beforeAll(async () => {
  server = await startTestServer();
  document = (await server.api('GET', '/openapi.json', undefined, { token: null })).body;
});
afterAll(() => server.close());

test('the API describes itself to anyone, by the rules of OpenAPI 3.1', async () => {
  expect(document.openapi).toMatch(/^3\.1\./);
  const answer = await new Validator().validate(structuredClone(document));
  expect(answer.errors ?? []).toEqual([]);
});

test('a document that breaks the rules of OpenAPI is found out', async () => {
  const broken = structuredClone(document);
  broken.paths['/openapi.json'].get.parameters = [{ name: 'q', in: 'nowhere' }];
  expect((await new Validator().validate(broken)).valid).toBe(false);
});

test('every operation has a summary, a tag and a name of its own', () => {
  const operations = operationsOf(document);
  for (const { name, operation } of operations) {
    expect.soft(operation.summary, name).toBeTruthy();
    expect.soft(operation.tags, name).toHaveLength(1);
  }
  const ids = operations.map(({ operation }) => operation.operationId).filter(Boolean);
  expect(new Set(ids).size).toBe(ids.length);
});

test('every parameter is described', () => {
  const bare = operationsOf(document).flatMap(({ name, operation }) =>
    (operation.parameters ?? [])
      .filter((parameter: Json) => !parameter.description)
      .map((p: Json) => `${name} ${p.name}`),
  );
  expect(bare).toEqual([]);
});

test('every property is described', () => {
  expect(undescribed(document, '')).toEqual([]);
});

test('a property without a description is found out', () => {
  expect(undescribed({ a: { properties: { b: { type: 'string' } } } }, '')).toEqual(['/a/b']);
});

test('every enum integer of the wire is listed by name', () => {
  for (const [table, values] of Object.entries(codes)) {
    const named = Object.fromEntries(
      document.components.schemas[table].anyOf
        .map((one: Json) => [one.title, one.const])
        .filter(([title]: Json) => title),
    );
    expect(named).toEqual(values);
  }
});

test('every table of codes that a property names exists', () => {
  const named = new Set(
    [...JSON.stringify(document).matchAll(/"x-codes":"(\w+)"/g)].map((match) => match[1] as string),
  );
  for (const table of named) expect(document.components.schemas).toHaveProperty(table);
});

function operationsOf(api: Json): { name: string; operation: Json }[] {
  return Object.entries<Json>(api.paths).flatMap(([path, methods]) =>
    Object.entries<Json>(methods).map(([method, operation]) => ({
      name: `${method.toUpperCase()} ${path}`,
      operation,
    })),
  );
}

/** A property that is a reference is described where it points to. */
function undescribed(node: Json, path: string): string[] {
  if (typeof node !== 'object' || node === null) return [];
  const properties = node.type === undefined || node.type === 'object' ? node.properties : undefined;
  const own = Object.entries<Json>(properties ?? {})
    .filter(([, property]) => !property.description && !property.$ref)
    .map(([name]) => `${path}/${name}`);
  return [...own, ...Object.entries(node).flatMap(([name, member]) => undescribed(member, `${path}/${name}`))];
}
