import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { JsonRpcMessage } from './older-client.ts';

/** The messages of `influscope mcp`, line by line, without the SDK. */
export interface StdioProcess {
  send(message: JsonRpcMessage): void;
  /** The answer to the request with this id. */
  answer(id: number): Promise<JsonRpcMessage>;
  closeInput(): void;
  /** Everything on stdout that is no message of the protocol. */
  noise: string[];
  exit: Promise<number | null>;
}

export function readStdio(child: ChildProcess): StdioProcess {
  const { stdin, stdout } = child;
  if (stdin === null || stdout === null) throw new Error('the process has no pipes');
  const answers = new Map<number, JsonRpcMessage>();
  const waiting = new Map<number, (message: JsonRpcMessage | undefined) => void>();
  const noise: string[] = [];
  const lines = createInterface({ input: stdout });
  lines.on('line', (line) => {
    const message = parse(line);
    if (message?.id === undefined) {
      noise.push(line);
      return;
    }
    answers.set(message.id, message);
    waiting.get(message.id)?.(message);
  });
  lines.on('close', () => {
    for (const wake of waiting.values()) wake(undefined);
  });
  return {
    send: (message) => void stdin.write(`${JSON.stringify(message)}\n`),
    async answer(id) {
      const message =
        answers.get(id) ??
        (await new Promise<JsonRpcMessage | undefined>((resolve) => waiting.set(id, resolve)));
      if (message === undefined) throw new Error(`stdout closed before the answer to ${id}`);
      return message;
    },
    closeInput: () => void stdin.end(),
    noise,
    exit: once(child, 'close').then(([code]) => code as number | null),
  };
}

function parse(line: string): JsonRpcMessage | undefined {
  try {
    const message = JSON.parse(line) as JsonRpcMessage;
    return message.jsonrpc === '2.0' ? message : undefined;
  } catch {
    return undefined;
  }
}
