import { basename } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import type { ResourceLimits } from 'node:worker_threads';
import { Worker } from 'node:worker_threads';
import type { UnavailableCode } from '#ports/errors.ts';
import { CorruptStoreError, InvalidRequestError, NewerStoreError, UnavailableError } from '#ports/errors.ts';
import type { SerializedError, WorkerReply, WorkerRequest } from './worker-protocol.ts';

/** A worker thread that answers calls. */
export interface WorkerClient {
  /** Rejects with the port error that the worker threw, or `UnavailableError` after the thread has ended. */
  call<T>(method: string, payload: unknown): Promise<T>;
  /** Receives messages that the worker sends without a call. */
  onNotice(listener: (notice: unknown) => void): void;
  /** Waits for pending calls, then ends the thread. Idempotent. */
  close(): Promise<void>;
}

/** Node reports it with several codes, or without one. */
const TOO_MANY_FILES = /too many open files|EMFILE|ENFILE/;

/** Path of a worker's script without extension, from the repository's root; works in sources and in `dist/`. */
export function resolveWorkerScript(path: string): URL {
  const dist = import.meta.url.lastIndexOf('/dist/services/');
  if (dist !== -1) return new URL(`dist/${path}.js`, import.meta.url.slice(0, dist + 1));
  const sources = import.meta.url.lastIndexOf('/services/runtime/worker/');
  return new URL(`${path}.ts`, import.meta.url.slice(0, sources + 1));
}

/**
 * Half of a thread's young generation at most, MiB. What a thread handles lives for one call: with more room, V8 only lets more of it
 * lie. The flags of the process are for the main thread, whose batches live for longer.
 */
const YOUNG_MIB = 8;

/** Called once when a thread ends unexpectedly. Nothing that it held can be used after that. */
export type OnCrash = (error: Error) => void;

export function createWorkerClient(
  script: URL,
  workerData: unknown,
  onCrash: OnCrash = () => {},
  resourceLimits: ResourceLimits = {},
): WorkerClient {
  // Read when the thread makes its heap; that of the main thread exists already.
  setFlagsFromString(`--max-semi-space-size=${YOUNG_MIB}`);
  const worker = new Worker(script, { workerData, resourceLimits });
  const pending = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>();
  let notify: (notice: unknown) => void = () => {};
  let nextId = 1;
  let gone: Error | undefined;
  let closing: Promise<void> | undefined;

  worker.on('message', (message: WorkerReply | { notice: unknown }) => {
    if ('notice' in message) return notify(message.notice);
    const waiting = pending.get(message.id);
    pending.delete(message.id);
    if ('error' in message) waiting?.reject(deserializeError(message.error));
    else waiting?.resolve(message.value as never);
  });
  const thread = basename(script.pathname).replace(/\.[jt]s$/, '');
  const fail = (error: Error) => {
    if (gone === undefined && closing === undefined) onCrash(error);
    gone ??= error;
    for (const { reject } of pending.values()) reject(gone);
    pending.clear();
  };
  worker.on('error', (error) =>
    fail(
      new UnavailableError(`The thread ${thread} crashed: ${error.message}`, {
        cause: error,
        ...(TOO_MANY_FILES.test(error.message) && { code: 'too_many_open_files' }),
      }),
    ),
  );
  worker.on('exit', () => fail(new UnavailableError(`The thread ${thread} has ended`)));

  const call = <T>(method: string, payload: unknown): Promise<T> => {
    if (gone) return Promise.reject(gone);
    const id = nextId++;
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    pending.set(id, { resolve: resolve as (value: never) => void, reject });
    worker.postMessage({ id, method, payload } satisfies WorkerRequest);
    return promise;
  };

  return {
    call,
    onNotice: (listener) => {
      notify = listener;
    },
    close() {
      closing ??= (async () => {
        if (!gone) await call('close', undefined).catch(() => {});
        await worker.terminate();
      })();
      return closing;
    },
  };
}

const PORT_ERRORS: Record<string, (error: SerializedError) => Error> = {
  UnavailableError: (error) =>
    new UnavailableError(error.message, error.code ? { code: error.code as UnavailableCode } : {}),
  CorruptStoreError: (error) => new CorruptStoreError(error.message, error.hint ?? {}),
  NewerStoreError: (error) => new NewerStoreError(error.message, error.hint ?? {}),
  InvalidRequestError: (error) => new InvalidRequestError(error.code ?? 'invalid_request', error.message),
};

function deserializeError(serialized: SerializedError): Error {
  const known = PORT_ERRORS[serialized.name];
  const error = known ? known(serialized) : new Error(serialized.message);
  if (serialized.stack !== undefined) error.stack = serialized.stack;
  return error;
}
