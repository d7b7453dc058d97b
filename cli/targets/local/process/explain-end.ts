import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { OperationError } from '#cli/errors.ts';
import type { Hint } from '#cli/hint.ts';

const TAIL_BYTES = 8_192;
const SHOWN_LINES = 5;
/** Stack traces that Node prints before it exits without memory. */
const NOISE = /^(?:#|-{3,}|\s*\d+: 0x|\s*at |<---|\[\d+:)/;

const TOO_MANY_FILES = /too many open files|EMFILE|ENFILE/i;
const NO_MEMORY =
  /out of memory|allocation failed|cannot allocate|ENOMEM|ERR_WORKER_OUT_OF_MEMORY|bad_alloc/i;

/** The advice for a process that ended because of a limit of this machine; `undefined` for any other end. */
export function adviseLimit(detail: string): Hint | undefined {
  if (TOO_MANY_FILES.test(detail)) {
    return { text: 'raise the limit of open files', shell: [['ulimit', '-n', '1024']], command: ['up'] };
  }
  if (!NO_MEMORY.test(detail)) return undefined;
  return {
    text: 'raise the limit of memory, or end other programs',
    shell: [['ulimit', '-v', 'unlimited']],
    command: ['up'],
  };
}

/** The error for services that ended too early. `detail`: the last thing that they said. */
export function endedEarly(how: string, detail: string, cause?: unknown): OperationError {
  return new OperationError(`The services ended before they were ready${how}: ${detail}`, {
    code: 'start_failed',
    hint: adviseLimit(detail) ?? { command: ['logs'] },
    cause,
  });
}

/** The last lines that the process itself printed from byte `from` on; empty without any. */
export function readConsoleTail(path: string, from: number): string {
  try {
    const fd = openSync(path, 'r');
    try {
      const { size } = fstatSync(fd);
      const start = Math.max(from, size - TAIL_BYTES);
      const bytes = Buffer.alloc(Math.max(0, size - start));
      readSync(fd, bytes, 0, bytes.length, start);
      const lines = bytes.toString('utf8').split('\n');
      const said = lines.map((line) => line.trimEnd()).filter((line) => line !== '' && !NOISE.test(line));
      // A fatal error of Node comes first; the lines after it add nothing.
      return (NO_MEMORY.test(bytes.toString('utf8')) ? lines.filter((line) => NO_MEMORY.test(line)) : said)
        .slice(-SHOWN_LINES)
        .join('\n  ');
    } finally {
      closeSync(fd);
    }
  } catch {
    return '';
  }
}
