import { readdirSync, readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';

/** The pure kernels: every exported function there has an @example, and every example is true. */
const files = ['time', 'recurrence', 'availability']
  .flatMap((folder) => readdirSync(`src/kernel/${folder}`).map((file) => `src/kernel/${folder}/${file}`))
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
  .sort();

const everything: Record<string, unknown> = {};
for (const file of files) Object.assign(everything, await import(pathToFileURL(file).href));

interface Documented {
  readonly file: string;
  readonly name: string;
  readonly comment: string;
}

function exportedFunctions(file: string): Documented[] {
  const source = readFileSync(file, 'utf8');
  return [...source.matchAll(/(\/\*\*(?:(?!\*\/)[\s\S])*\*\/\n)?export function\*? (\w+)/g)].map((match) => ({
    file,
    name: match[2] as string,
    comment: match[1] ?? '',
  }));
}

/** Turns `expression // => expected` into an assertion; other lines are run as they stand. */
function exampleOf(comment: string): string {
  const lines = comment.split('@example')[1]?.split('\n').slice(1) ?? [];
  return lines
    .map((line) => line.replace(/^\s*\*\/?\s?/, ''))
    .map((line) => line.replace(/^(.*\S)\s*\/\/ => (.*)$/, 'check($1, $2);'))
    .map((line) => line.replace(/^(.*\S)\s*\/\/ throws (.*)$/, 'fails(() => $1, "$2");'))
    .join('\n');
}

const documented = files.flatMap(exportedFunctions);

test.each(documented)('the example of $name is true', ({ comment }) => {
  const example = exampleOf(comment);
  expect(example).toMatch(/check\(|fails\(/);
  const names = Object.keys(everything);
  const check = (actual: unknown, expected: unknown) => expect(actual).toEqual(expected);
  const fails = (run: () => unknown, message: string) => expect(run).toThrow(message);
  const run = new Function(...names, 'check', 'fails', example);
  run(...names.map((name) => everything[name]), check, fails);
});

test('an example that is not true fails', () => {
  const example = exampleOf('/** @example\n * 1 + 1 // => 3\n */');
  const run = new Function('check', example);
  expect(() => run((actual: unknown, expected: unknown) => expect(actual).toEqual(expected))).toThrow();
});
