/** Tells how far a long command is: a bar on a terminal, elsewhere a line for every tenth. */
export function progressOn(stream: NodeJS.WritableStream): (done: number, all: number) => void {
  return (stream as NodeJS.WriteStream).isTTY ? bar(stream) : tenths(stream);
}

const width = 40;

function bar(stream: NodeJS.WritableStream) {
  return (done: number, all: number) => {
    const full = Math.round((done / all) * width);
    const end = done === all ? '\n' : '';
    stream.write(`\r${'█'.repeat(full)}${'░'.repeat(width - full)} ${share(done, all)}%  ${done} of ${all}${end}`);
  };
}

function tenths(stream: NodeJS.WritableStream) {
  let told = 0;
  return (done: number, all: number) => {
    const tenth = Math.floor(share(done, all) / 10);
    if (tenth === told) return;
    told = tenth;
    stream.write(`${tenth * 10}% (${done} of ${all})\n`);
  };
}

function share(done: number, all: number): number {
  return Math.floor((done / all) * 100);
}
