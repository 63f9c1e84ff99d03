import { dirname, join } from 'node:path/posix';

/** A kind of file in a room: `sql.ts`, `tenant-sql.ts`, or a file of the folder `sql/`. */
const kindOfFile = (...kinds) => `[/-](${kinds.join('|')})(\\.ts|/[^/]+\\.ts)$`;
const rulesFile = new RegExp(`^src/rooms/.*${kindOfFile('rules')}`);
export const sqlFile = new RegExp(kindOfFile('sql'));

/** Who may import whom (ARCHITECTURE.md). A rule forbids imports from files that match `from` to files or packages
 * that match `to`; `except` and `only` narrow it. Type imports count: they tie files together, too.
 * Our own few lines because dependency-cruiser 17 cannot read TypeScript with TypeScript 7 installed. */
const rules = [
  { why: 'the kernel knows no room and no wire', from: /^src\/kernel\//, to: /^src\/(rooms|wire)\// },
  { why: 'the wire knows no room', from: /^src\/wire\//, to: /^src\/rooms\// },
  {
    why: 'kernel/time stands alone',
    from: /^src\/kernel\/time\//,
    to: /./,
    except: /^src\/kernel\/time\/|^windows-iana$/,
  },
  {
    why: 'kernel/recurrence uses kernel/time only',
    from: /^src\/kernel\/recurrence\//,
    to: /./,
    except: /^src\/kernel\/(time|recurrence)\//,
  },
  {
    why: 'kernel/availability uses kernel/time and kernel/recurrence only',
    from: /^src\/kernel\/availability\//,
    to: /./,
    except: /^src\/kernel\/(time|recurrence|availability)\//,
  },
  {
    why: 'only *sql.ts files and kernel/db touch the database',
    from: /^src\//,
    to: /^(pg|pg-.*|kysely|@electric-sql\/.*)$/,
    unless: new RegExp(`${kindOfFile('sql')}|^src/kernel/db/`),
  },
  {
    why: "a room uses another room's schema, rules (they are pure) and *sql.ts only, never its routes",
    from: /^src\/rooms\/(?<room>[^/]+)\//,
    to: /^src\/rooms\//,
    except: new RegExp(kindOfFile('schema', 'rules', 'sql')),
    withinRoom: true,
  },
];

/**
 * @param {Map<string, string>} files text by path from the project's folder, without tests
 * @param {Set<string>} dependencies names of the run-time dependencies
 * @returns {string[]} a line for each import that is not allowed
 */
export function importProblems(files, dependencies) {
  const graph = new Map([...files].map(([path, text]) => [path, importsOf(path, text)]));
  const edges = [...graph].flatMap(([from, targets]) => targets.map((to) => ({ from, to })));
  return [
    ...edges.flatMap(({ from, to }) =>
      rules.filter((rule) => forbids(rule, from, to)).map(({ why }) => line(from, to, why)),
    ),
    ...edges
      .filter(({ to }) => isUndeclared(to, dependencies))
      .map(({ from, to }) => line(from, to, 'not a run-time dependency')),
    ...[...graph.keys()].filter((path) => rulesFile.test(path)).flatMap((path) => impurity(graph, path)),
    ...cycles(graph),
  ];
}

const line = (from, to, why) => `${from} imports ${to}: ${why}`;

/** Paths of our own files, names of packages, `node:` modules as they are. */
export function importsOf(path, text) {
  const statements = /^(?:import|export)\b(?:[^'";]*?\bfrom)?\s*'([^']+)'|\bimport\(\s*'([^']+)'\s*\)/gm;
  return [...text.matchAll(statements)].map(([, named, lazy]) => {
    const target = named ?? lazy;
    if (target.startsWith('.')) return join(dirname(path), target);
    const parts = target.split('/');
    return target.startsWith('@') ? parts.slice(0, 2).join('/') : target.startsWith('node:') ? target : parts[0];
  });
}

function forbids({ from, to, except, unless, withinRoom }, source, target) {
  const match = from.exec(source);
  if (!match || !to.test(target) || except?.test(target) || unless?.test(source)) return false;
  return !(withinRoom && target.startsWith(`src/rooms/${match.groups.room}/`));
}

function isUndeclared(target, dependencies) {
  return !target.startsWith('src/') && !target.startsWith('node:') && !dependencies.has(target);
}

/** What plain functions of facts and `now` have no use for, themselves or through what they import. */
const outside = new RegExp(
  `${kindOfFile('sql', 'routes')}|^src/kernel/(db|http|changes)/|^src/(?!rooms|kernel|wire)[^/]+/`,
);
const mayUse = /^src\/(codes|problems)\.ts$|^src\/(rooms|kernel|wire)\/|^(typebox|windows-iana)$/;

function impurity(graph, path, seen = new Set(), trail = [path]) {
  return (graph.get(path) ?? []).flatMap((next) => {
    if (seen.has(next)) return [];
    seen.add(next);
    const way = [...trail, next];
    if (outside.test(next) || !mayUse.test(next))
      return [`${way.join(' -> ')}: rules are plain functions, without I/O`];
    return impurity(graph, next, seen, way);
  });
}

/** Each cycle once, found by walking depth first. */
function cycles(graph) {
  const found = [];
  const done = new Set();
  const walk = (path, trail) => {
    if (trail.includes(path)) found.push(`${[...trail.slice(trail.indexOf(path)), path].join(' -> ')}: a cycle`);
    if (done.has(path) || trail.includes(path)) return;
    for (const next of graph.get(path) ?? []) walk(next, [...trail, path]);
    done.add(path);
  };
  for (const path of graph.keys()) walk(path, []);
  return found;
}
