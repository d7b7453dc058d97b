/** Which store, and its options, which the store itself knows. */
export interface StoreSpec {
  kind: 'queue' | 'records';
  path: string;
  options: unknown;
}

/** Calls of the storage thread. `store` names a store that was attached before. */
export interface ThreadCalls {
  attach: { store: number; spec: StoreSpec };
  detach: { store: number };
  call: { store: number; method: string; args: unknown; token: number };
  cancel: { store: number; token: number };
}

/** Answer to `call`. A call can be served although it was cancelled a moment before. */
export type CallAnswer = { served: true; value: unknown } | { served: false };
