import { UnavailableError } from '#ports/errors.ts';
import type { OnCrash, WorkerClient } from '#runtime/worker/worker-client.ts';
import { createWorkerClient, resolveWorkerScript } from '#runtime/worker/worker-client.ts';
import type { CallAnswer, StoreSpec, ThreadCalls } from './storage-protocol.ts';
import type { StoreFunction } from './store-logic.ts';

/** One store, for the main thread. */
export interface StoreChannel<Calls extends Record<keyof Calls, StoreFunction>> {
  /**
   * Resolves when the effect of the call is durable. An abort ends a waiting call: it rejects with the signal's reason,
   * unless it was served just before; then it resolves.
   */
  call<K extends keyof Calls & string>(
    method: K,
    args: Parameters<Calls[K]>[0],
    signal?: AbortSignal,
  ): Promise<ReturnType<Calls[K]>>;
  /** Whether all further calls fail. */
  isClosed(): boolean;
  /** Closes the store's file. Idempotent. */
  close(): Promise<void>;
}

/** The thread that reads and writes the embedded queue and records of a process. */
export interface StorageThread {
  open<Calls extends Record<keyof Calls, StoreFunction>>(spec: StoreSpec): StoreChannel<Calls>;
  /** Closes every file and ends the thread. Idempotent. */
  close(): Promise<void>;
}

/** Starts with the first call. The creator of the thread closes it, after its stores. */
export function createStorageThread(onCrash?: OnCrash): StorageThread {
  let client: WorkerClient | undefined;
  let closed = false;
  let lastStore = 0;

  const connect = (): WorkerClient => {
    if (closed) throw new UnavailableError('The storage thread has ended');
    client ??= createWorkerClient(
      resolveWorkerScript('services/adapters/embedded-storage/storage-worker'),
      null,
      onCrash,
    );
    return client;
  };
  const post = async <T>(method: keyof ThreadCalls, payload: ThreadCalls[keyof ThreadCalls]): Promise<T> =>
    connect().call<T>(method, payload);

  return {
    open<Calls extends Record<keyof Calls, StoreFunction>>(spec: StoreSpec): StoreChannel<Calls> {
      const store = ++lastStore;
      let attached: Promise<void> | undefined;
      let closing: Promise<void> | undefined;
      let lastToken = 0;

      return {
        async call(method, args, signal) {
          if (closing) throw new UnavailableError(`The ${spec.kind} is closed [path=${spec.path}]`);
          signal?.throwIfAborted();
          attached ??= post('attach', { store, spec });
          const token = ++lastToken;
          const cancel = () => void post('cancel', { store, token }).catch(() => {});
          signal?.addEventListener('abort', cancel, { once: true });
          try {
            const answer = await post<CallAnswer>('call', { store, method, args, token });
            if (answer.served) return answer.value as never;
            throw signal?.reason;
          } finally {
            signal?.removeEventListener('abort', cancel);
          }
        },
        isClosed: () => closed || closing !== undefined,
        close() {
          closing ??= attached && !closed ? post('detach', { store }) : Promise.resolve();
          return closing;
        },
      };
    },
    async close() {
      closed = true;
      await client?.close();
    },
  };
}
