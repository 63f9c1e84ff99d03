import { Agent, request } from 'node:http';

/** Requests sent at the same time over a fixed number of connections, as a busy office does. */

export interface Sending {
  method: string;
  path: string;
  token: string;
  body?: unknown;
  /** The body as it is to be sent, instead of `body` as JSON. */
  raw?: string | undefined;
  headers?: Record<string, string>;
}

export interface Received {
  status: number;
  text: string;
}

/** Answers in the order of the requests. A request that gets none within 60 seconds is an error. */
export async function sendAtOnce(url: string, requests: Sending[], connections: number): Promise<Received[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  try {
    return await Promise.all(requests.map((sent) => sendOne(agent, url, sent)));
  } finally {
    agent.destroy();
  }
}

function sendOne(agent: Agent, url: string, { method, path, token, body, raw, headers }: Sending): Promise<Received> {
  return new Promise((resolve, reject) => {
    const sending = request(
      url + path,
      {
        agent,
        method,
        timeout: 60_000,
        headers: {
          authorization: `Bearer ${token}`,
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...headers,
        },
      },
      (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part) => parts.push(part));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text: Buffer.concat(parts).toString() }));
        response.on('error', reject);
      },
    );
    sending.on('timeout', () => sending.destroy(new Error(`${method} ${path} was not answered`)));
    sending.on('error', reject);
    sending.end(raw ?? (body === undefined ? undefined : JSON.stringify(body)));
  });
}
