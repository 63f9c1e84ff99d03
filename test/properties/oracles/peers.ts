/** Other people's engines, asked the same questions. Each answers instants, or undefined where it cannot or will not. */

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { isLong } from '../../support/long.ts';
import type { RandomRule } from './random-rules.ts';

export type Answer = readonly number[] | undefined;

/** python3-dateutil, from the system's packages; undefined when it is not installed. */
export function askDateutil(cases: readonly RandomRule[], most: number): Promise<Answer[] | undefined> {
  const python = '/usr/bin/python3';
  if (!existsSync(python)) return Promise.resolve(undefined);
  const script = fileURLToPath(new URL('./ask_dateutil.py', import.meta.url));
  return new Promise((resolve) => {
    const child = spawn(python, [script], { stdio: ['pipe', 'pipe', 'ignore'] });
    const output: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
    child.stdin.on('error', () => undefined);
    child.on('close', (code) => {
      const text = Buffer.concat(output).toString();
      resolve(code === 0 ? (JSON.parse(text) as (number[] | null)[]).map((answer) => answer ?? undefined) : undefined);
    });
    child.stdin.end(JSON.stringify({ cases, most }));
  });
}

/** Both of these take minutes over some rules, or never return: they work in a thread that is ended when it is silent for
 * too long, and the next thread goes on after the rule that did it. */
export function askTemporal(cases: readonly RandomRule[], most: number): Promise<Answer[]> {
  return askInThreads(TEMPORAL, addressOf('rrule-temporal'), cases, most);
}

/** ical.js knows no zones here: ask it about UTC only. */
export function askIcal(cases: readonly RandomRule[], most: number): Promise<Answer[]> {
  return askInThreads(ICAL, addressOf('ical.js'), cases, most);
}

function addressOf(library: string): string {
  return pathToFileURL(createRequire(import.meta.url).resolve(library)).href;
}

const TEMPORAL = `(library, { rule, start, zone }, most) => {
  const head = zone === 'UTC' ? 'DTSTART:' + start + 'Z' : 'DTSTART;TZID=' + zone + ':' + start;
  const RRuleTemporal = library.RRuleTemporal ?? library.default.RRuleTemporal;
  const engine = new RRuleTemporal({ rruleString: head + '\\nRRULE:' + rule, cache: false, maxIterations: 5000, maxCandidateEvaluations: 100000 });
  const found = [];
  engine.all((date, i) => { if (i < most) found.push(date.epochMilliseconds); return i + 1 < most; });
  return found;
}`;

const ICAL = `(library, { rule, start }, most) => {
  const at = start.replace(/(....)(..)(..)T(..)(..)(..)/, '$1-$2-$3T$4:$5:$6');
  const ICAL = library.default.default ?? library.default;
  const walk = ICAL.Recur.fromString(rule).iterator(ICAL.Time.fromDateTimeString(at));
  const found = [];
  for (let next; found.length < most && (next = walk.next()); ) found.push(Date.parse(next.toString() + 'Z'));
  return found;
}`;

/** Longer in the long run, so that a busy machine does not take answers away. */
const SILENCE = isLong ? 800 : 400;

async function askInThreads(
  ask: string,
  module: string,
  cases: readonly RandomRule[],
  most: number,
): Promise<Answer[]> {
  const answers: Answer[] = cases.map(() => undefined);
  let from = 0;
  while (from < cases.length) from = await askFrom(ask, module, cases, from, most, answers);
  return answers;
}

function askFrom(
  ask: string,
  module: string,
  cases: readonly RandomRule[],
  from: number,
  most: number,
  answers: Answer[],
): Promise<number> {
  const source = `
    const { parentPort, workerData: { module, cases, from, most } } = require('node:worker_threads');
    import(module).then((library) => {
      for (let i = from; i < cases.length; i++) {
        parentPort.postMessage({ i });
        let found;
        try { found = (${ask})(library, cases[i], most); } catch { }
        parentPort.postMessage({ i, found });
      }
      parentPort.postMessage({ i: cases.length });
    });`;
  return new Promise((resolve) => {
    const worker = new Worker(source, { eval: true, workerData: { module, cases, from, most } });
    let at = from;
    const giveUp = () => worker.terminate().then(() => resolve(at + 1));
    let silence = setTimeout(giveUp, 5_000);
    worker.on('message', ({ i, found }: { i: number; found?: number[] }) => {
      clearTimeout(silence);
      at = i;
      if (found !== undefined) answers[i] = found;
      if (i < cases.length) silence = setTimeout(giveUp, SILENCE);
      else void worker.terminate().then(() => resolve(i));
    });
  });
}
