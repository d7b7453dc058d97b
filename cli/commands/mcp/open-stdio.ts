import { Writable } from 'node:stream';
import type { JSONRPCMessage, Transport } from '@modelcontextprotocol/server';
import { StdioServerTransport } from '@modelcontextprotocol/server/stdio';
import type { Refusal } from './check-lines.ts';
import { checkLines } from './check-lines.ts';

export interface Stdio {
  transport: Transport;
  /**
   * Resolves when the client has closed stdin or `signal` has aborted, and all requests that were read are answered, at most
   * `drainMs` later.
   */
  ended(signal: AbortSignal, drainMs: number): Promise<void>;
}

interface Streams {
  stdin: NodeJS.ReadableStream;
  /** Resolves when the client can receive more. */
  write(line: string): Promise<void>;
}

/** Longest message of a client, bytes. */
const MAX_MESSAGE_BYTES = 1_000_000;

/**
 * The protocol on stdin and stdout. Answers all requests that it has read before it ends, and every line that is no message
 * with an error.
 */
export function openStdio({ stdin, write }: Streams): Stdio {
  const refuse = (answer: Refusal) => {
    const mark = Symbol('refusal');
    open.add(mark);
    output.write(`${JSON.stringify(answer)}\n`, () => settle(mark));
    transport.onerror?.(new Error(`A line of the client was refused. ${answer.error.message}`));
  };
  // The transport alone would close the connection at a long line.
  const input = checkLines(MAX_MESSAGE_BYTES, refuse);
  // The end of stdin must not reach the transport while requests are in progress: it would drop their answers.
  stdin.pipe(input, { end: false });
  const output = new Writable({
    decodeStrings: false,
    write: (chunk: string, _encoding, done) => void write(String(chunk)).then(() => done(), done),
  });
  const inner = new StdioServerTransport(input, output, { maxBufferSize: 2 * MAX_MESSAGE_BYTES });
  const open = new Set<string | number | symbol>();
  const idle = new Set<() => void>();
  const closed = Promise.withResolvers<void>();
  const settle = (id: string | number | symbol | undefined) => {
    if (id !== undefined) open.delete(id);
    if (open.size > 0) return;
    for (const wake of idle) wake();
  };

  const transport: Transport = {
    async start() {
      inner.onmessage = (message: JSONRPCMessage) => {
        if ('method' in message && 'id' in message) open.add(message.id);
        if ('method' in message && message.method === 'notifications/cancelled')
          settle((message.params as { requestId?: string | number } | undefined)?.requestId);
        transport.onmessage?.(message);
      };
      inner.onerror = (error) => transport.onerror?.(error);
      inner.onclose = () => {
        closed.resolve();
        transport.onclose?.();
      };
      await inner.start();
    },
    async send(message) {
      await inner.send(message);
      if (!('method' in message)) settle(message.id);
    },
    close: () => inner.close(),
  };

  const drained = (drainMs: number) => {
    if (open.size === 0) return Promise.resolve();
    return new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, drainMs);
      idle.add(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  };
  return {
    transport,
    async ended(signal, drainMs) {
      await Promise.race([closed.promise, untilEnd(stdin, signal)]);
      stdin.unpipe(input);
      // Ends the last line.
      input.write('\n');
      // What was read reaches the transport in the next turn.
      await new Promise((resolve) => setImmediate(resolve));
      await drained(drainMs);
    },
  };
}

function untilEnd(stdin: NodeJS.ReadableStream, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    stdin.once('end', resolve);
    stdin.once('close', resolve);
    stdin.once('error', () => resolve());
    signal.addEventListener('abort', () => resolve(), { once: true });
    if (signal.aborted) resolve();
  });
}
