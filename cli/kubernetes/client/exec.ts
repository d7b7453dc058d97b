import { PassThrough } from 'node:stream';
import type { KubeConfig } from '@kubernetes/client-node/dist/config.js';
import { OperationError } from '#cli/errors.ts';
import type { Status } from './errors.ts';

export interface ExecRequest {
  namespace: string;
  pod: string;
  container: string;
  command: readonly string[];
  /** What the program reads: secrets go here, never into its arguments. */
  input: string;
  signal: AbortSignal;
}

export interface ExecResult {
  ok: boolean;
  /** What it wrote, to either. */
  output: string;
}

const STDIN = 0;
const STDOUT = 1;
const STDERR = 2;
const STATUS = 3;

interface Channel {
  send(data: Buffer): void;
  close(): void;
  on(event: 'close', listener: () => void): void;
}

/** Runs a program in a pod's container and waits for its end. Throws an `OperationError` when it cannot be run. */
export async function runInPod(config: KubeConfig, request: ExecRequest): Promise<ExecResult> {
  const { namespace, pod, container, command, input, signal } = request;
  const { WebSocketHandler } = await import('@kubernetes/client-node/dist/web-socket-handler.js');
  const nowhere = { stdin: new PassThrough(), stdout: new PassThrough(), stderr: new PassThrough() };
  const handler = new WebSocketHandler(config, undefined, nowhere);
  const query = new URLSearchParams({ container, stdin: 'true', stdout: 'true', stderr: 'true' });
  for (const word of command) query.append('command', word);
  let output = '';
  let status: (Status & { status?: string }) | null = null;
  signal.throwIfAborted();
  try {
    const path = `/api/v1/namespaces/${namespace}/pods/${pod}/exec?${query}`;
    const channel = (await handler.connect(path, null, (stream, bytes) => {
      if (stream === STDOUT || stream === STDERR) output += bytes.toString('utf8');
      if (stream === STATUS) status = JSON.parse(bytes.toString('utf8')) as Status;
      return true;
    })) as unknown as Channel;
    const abort = () => channel.close();
    signal.addEventListener('abort', abort, { once: true });
    const closed = new Promise<void>((resolve) => channel.on('close', resolve));
    channel.send(Buffer.concat([Buffer.of(STDIN), Buffer.from(input)]));
    await closed;
    signal.removeEventListener('abort', abort);
  } catch (cause) {
    signal.throwIfAborted();
    throw new OperationError(
      `Cannot run ${command[0]} in Pod/${pod}: ${(cause as Error).message ?? 'refused'}`,
      {
        code: 'exec_failed',
        hint: {
          text: 'check the permission to run commands',
          shell: [['kubectl', 'auth', 'can-i', 'create', 'pods/exec']],
        },
        cause,
      },
    );
  }
  signal.throwIfAborted();
  return { ok: (status as { status?: string } | null)?.status === 'Success', output };
}
