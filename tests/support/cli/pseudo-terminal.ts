import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';

/**
 * Runs a command as the foreground process group of a new pseudo-terminal. Bytes on its own stdin are typed into the
 * terminal, so that `\x03` is Ctrl-C. It ends with the command's exit code, or 128 and the signal's number.
 */
const BRIDGE = `
import os, pty, select, sys
pid, fd = pty.fork()
if pid == 0:
    os.execvp(sys.argv[1], sys.argv[1:])
os.write(1, b'pid %d\\n' % pid)
sources = [fd, 0]
while True:
    readable, _, _ = select.select(sources, [], [])
    if fd in readable:
        try:
            data = os.read(fd, 65536)
        except OSError:
            data = b''
        if not data:
            break
        os.write(1, data)
    if 0 in readable:
        typed = os.read(0, 1024)
        if typed:
            os.write(fd, typed)
        else:
            sources.remove(0)
_, status = os.waitpid(pid, 0)
sys.exit(os.WEXITSTATUS(status) if os.WIFEXITED(status) else 128 + os.WTERMSIG(status))
`;

/** Whether this machine can open a pseudo-terminal. */
export const HAS_PSEUDO_TERMINAL =
  spawnSync('python3', ['-c', 'import pty; pty.openpty()'], { stdio: 'ignore' }).status === 0;

export interface TerminalSession {
  /** Everything that was printed so far. */
  output(): string;
  /** Resolves when the output contains `text`; rejects when the command ends before. */
  until(text: string): Promise<void>;
  /** Types a line and presses Enter. */
  typeLine(text: string): void;
  /** Sends Ctrl-C as the keyboard does. */
  pressCtrlC(): void;
  /** Process id of the command itself. */
  pid(): number;
  exit: Promise<number | null>;
}

export function openTerminal(
  command: readonly string[],
  options: { cwd: string; env: NodeJS.ProcessEnv },
): TerminalSession {
  const bridge = spawn('python3', ['-c', BRIDGE, ...command], {
    ...options,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let output = '';
  let ended = false;
  const changed: (() => void)[] = [];
  const wake = () => {
    for (const one of changed.splice(0)) one();
  };
  bridge.stdout.on('data', (chunk: Buffer) => {
    output += String(chunk);
    wake();
  });
  const exit = once(bridge, 'close').then(([code]) => {
    ended = true;
    wake();
    return code as number | null;
  });
  return {
    output: () => output,
    async until(text) {
      while (!output.includes(text)) {
        if (ended) throw new Error(`The command ended before it printed ${text}: ${output}`);
        await new Promise<void>((resolve) => changed.push(resolve));
      }
    },
    typeLine: (text) => void bridge.stdin.write(`${text}\r`),
    pressCtrlC: () => void bridge.stdin.write('\x03'),
    pid: () => Number(/^pid (\d+)/.exec(output)?.[1]),
    exit,
  };
}
