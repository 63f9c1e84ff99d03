import { connect, type Socket } from 'node:net';

/** Requests over one kept connection, one after the other, and no more of HTTP than a benchmark needs: whoever makes the load
 * shares the machine with what is measured, and a whole client takes as long over a request as a server. */
export interface RawConnection {
  /** Sends a request as it is.
   * @returns the status
   * @throws Error when the connection ends, or the answer has neither a length nor chunks */
  send(request: string): Promise<number>;
  close(): void;
}

export async function openRaw(url: string): Promise<RawConnection> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.setNoDelay(true);
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve).once('error', reject);
  });
  return overSocket(socket);
}

/** Texts of JSON have no line ends of their own. */
const lastChunk = '\r\n0\r\n\r\n';

function overSocket(socket: Socket): RawConnection {
  let waiting: { resolve(status: number): void; reject(error: Error): void } | undefined;
  let head = '';
  let missing = 0;
  let status = 0;
  // The end of what has come of an answer in chunks.
  let tail: string | undefined;
  const fail = (error: Error) => waiting?.reject(error);
  socket.on('error', fail).on('close', () => fail(new Error('the connection ended')));
  const tookChunks = (text: string) => {
    tail = ((tail ?? '') + text).slice(-lastChunk.length);
    if (tail !== lastChunk) return;
    tail = undefined;
    waiting?.resolve(status);
  };
  socket.on('data', (part) => {
    if (tail !== undefined) return tookChunks(part.toString('latin1', Math.max(0, part.length - lastChunk.length)));
    let bodyBytes = part.length;
    if (missing === 0) {
      head += part.toString('latin1');
      const end = head.indexOf('\r\n\r\n');
      if (end < 0) return;
      status = Number(head.slice(9, 12));
      const length = /\r\ncontent-length: (\d+)/i.exec(head.slice(0, end + 2));
      if (!length && /\r\ntransfer-encoding: chunked/i.test(head)) {
        const begun = head.slice(end + 4);
        head = '';
        return tookChunks(begun);
      }
      if (!length) return fail(new Error('an answer without a length'));
      missing = Number(length[1]);
      bodyBytes = head.length - end - 4;
      head = '';
    }
    missing -= bodyBytes;
    if (missing === 0) waiting?.resolve(status);
  });
  return {
    send: (request) =>
      new Promise((resolve, reject) => {
        waiting = { resolve, reject };
        socket.write(request);
      }),
    close: () => socket.destroy(),
  };
}
