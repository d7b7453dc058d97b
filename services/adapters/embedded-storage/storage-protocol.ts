import type { QueueStoreOptions } from '../queue/embedded/queue-calls.ts';

/** Which store, and how it is set. */
export type StoreSpec =
  | { kind: 'queue'; path: string; options: QueueStoreOptions }
  | { kind: 'records'; path: string; options: Record<string, never> };

/** What the storage thread is asked. `store` names a store that was attached before. */
export interface ThreadCalls {
  attach: { store: number; spec: StoreSpec };
  detach: { store: number };
  call: { store: number; method: string; args: unknown; token: number };
  cancel: { store: number; token: number };
}

/** Answer to `call`. A call can be served although it was cancelled a moment before. */
export type CallAnswer = { served: true; value: unknown } | { served: false };
