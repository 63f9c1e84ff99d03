import { type ChildProcess, spawn } from 'node:child_process';
import autocannon from 'autocannon';

/** Servers in processes of their own, and rounds of load that alternate between them. */

export interface Running {
  url: string;
  stop(): Promise<void>;
}

const started = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of started) child.kill('SIGKILL');
});

/** Starts a program and waits for its line `... ready URL`. */
export async function startProgram(words: string[], environment: Record<string, string>): Promise<Running> {
  const child = spawn(process.execPath, words, {
    env: { PATH: process.env.PATH, PORT: '0', ALMANAC_LOG_LEVEL: 'error', ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  started.add(child);
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const url = await new Promise<string>((resolve, reject) => {
    let output = '';
    child.stdout?.on('data', (part) => {
      output += part;
      const ready = /ready (http\S+)/.exec(output);
      if (ready) resolve(ready[1] as string);
    });
    ended.then(() => reject(new Error(`${words.join(' ')} ended before it was ready`)));
  });
  const stop = () => {
    child.kill('SIGTERM');
    return ended.then(() => void started.delete(child));
  };
  return { url, stop };
}

export interface Load {
  url: string;
  path: string;
  token: string;
  connections: number;
  /** Makes the body of the next request, which is then a POST. */
  body?: () => string;
}

export interface Measured {
  perSecond: number;
  /** Mean, in milliseconds. */
  latency: number;
  /** In milliseconds. */
  p99: number;
}

/** One round of load.
 * @throws Error when any answer is not a success: a fast refusal is no figure. */
export async function measure({ url, path, token, connections, body }: Load, seconds: number): Promise<Measured> {
  const result = await autocannon({
    url: url + path,
    connections,
    duration: seconds,
    headers: { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }) },
    ...(body && {
      requests: [{ method: 'POST', path, setupRequest: (request) => ({ ...request, body: body() }) }],
    }),
  });
  const { non2xx, errors, timeouts } = result;
  if (non2xx + errors > 0)
    throw new Error(`${path}: ${non2xx} refused, ${errors} errors, ${timeouts} of them timeouts`);
  return { perSecond: result.requests.average, latency: result.latency.mean, p99: result.latency.p99 };
}

/** Runs `ours` and `theirs` in turn, so that what else the machine does falls on both, and gives each one's median. */
export async function alternate<T extends Measured>(
  rounds: number,
  ours: () => Promise<T>,
  theirs: () => Promise<T>,
): Promise<[Measured, Measured]> {
  const measured: [T[], T[]] = [[], []];
  for (let round = 0; round < rounds; round++) {
    measured[0].push(await ours());
    measured[1].push(await theirs());
  }
  return [middle(measured[0]), middle(measured[1])];
}

function middle(list: Measured[]): Measured {
  const median = (values: number[]) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] as number;
  return {
    perSecond: median(list.map((one) => one.perSecond)),
    latency: median(list.map((one) => one.latency)),
    p99: median(list.map((one) => one.p99)),
  };
}
