/** Reads what was asked for last: a newer question stops the one before, and whoever waited for that waits for the newer.
 * @param read checks the signal before it shows anything */
export function latest<Asked>(
  read: (asked: Asked, signal: AbortSignal) => Promise<void>,
  wrong: (error: unknown) => void,
): (asked: Asked) => Promise<void> {
  let reading: AbortController | undefined;
  let last = Promise.resolve();
  return (asked) => {
    reading?.abort();
    const own = new AbortController();
    reading = own;
    last = read(asked, own.signal)
      .catch((error) => {
        if (!own.signal.aborted) wrong(error);
      })
      .then(() => (own.signal.aborted ? last : undefined));
    return last;
  };
}
