import { type ChildProcess, spawn } from 'node:child_process';
import { openRaw, type RawConnection } from './raw-http.ts';

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
export async function measure(load: Load, seconds: number): Promise<Measured> {
  const next = requestsOf(load);
  const open = await Promise.all(Array.from({ length: load.connections }, () => openRaw(load.url)));
  const times: number[] = [];
  const began = performance.now();
  const until = began + seconds * 1_000;
  const keepAsking = async (connection: RawConnection) => {
    for (let at = performance.now(); at < until; ) {
      const status = await connection.send(next());
      if (status < 200 || status > 299) throw new Error(`${load.path}: refused with ${status}`);
      const now = performance.now();
      times.push(now - at);
      at = now;
    }
  };
  await Promise.all(open.map(keepAsking));
  const took = performance.now() - began;
  for (const connection of open) connection.close();
  times.sort((one, other) => one - other);
  return {
    perSecond: (times.length * 1_000) / took,
    latency: times.reduce((sum, time) => sum + time, 0) / times.length,
    p99: times[Math.floor(times.length * 0.99)] as number,
  };
}

function requestsOf({ url, path, token, body }: Load): () => string {
  const head = (method: string) =>
    `${method} ${path} HTTP/1.1\r\nHost: ${new URL(url).host}\r\nAuthorization: Bearer ${token}\r\n`;
  const get = `${head('GET')}\r\n`;
  if (!body) return () => get;
  const post = `${head('POST')}Content-Type: application/json\r\nContent-Length: `;
  return () => {
    const text = body();
    return `${post}${Buffer.byteLength(text)}\r\n\r\n${text}`;
  };
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
