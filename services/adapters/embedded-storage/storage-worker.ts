import type { PendingCall } from '#runtime/worker/worker-server.ts';
import { serveCalls } from '#runtime/worker/worker-server.ts';
import type { QueueStoreOptions } from '../queue/embedded/queue-calls.ts';
import { queueStore } from '../queue/embedded/queue-store.ts';
import { recordsStore } from '../records/embedded/records-store.ts';
import type { CallAnswer, StoreSpec, ThreadCalls } from './storage-protocol.ts';
import type { StoreCall, StoreRunner } from './store-call.ts';
import { createStoreRunner } from './store-runner.ts';

/** The one thread of a process that writes to its embedded queue and records. */
const stores = new Map<number, StoreRunner>();

serveCalls((calls) => {
  const groups = new Map<number, StoreCall[]>();
  const flush = () => {
    for (const [store, group] of groups) stores.get(store)?.submit(group);
    groups.clear();
  };
  for (const call of calls) {
    if (call.method === 'call') {
      const { store } = call.payload as ThreadCalls['call'];
      const group = groups.get(store);
      if (group) group.push(toStoreCall(call));
      else groups.set(store, [toStoreCall(call)]);
    } else {
      flush();
      control(call);
    }
  }
  flush();
});

function control(call: PendingCall): void {
  if (call.method === 'attach') {
    const { store, spec } = call.payload as ThreadCalls['attach'];
    stores.set(store, startStore(spec));
  } else if (call.method === 'cancel') {
    const { store, token } = call.payload as ThreadCalls['cancel'];
    stores.get(store)?.cancel(token);
  } else if (call.method === 'detach') {
    const { store } = call.payload as ThreadCalls['detach'];
    stores.get(store)?.close();
    stores.delete(store);
  } else if (call.method === 'close') {
    for (const store of stores.values()) store.close();
    stores.clear();
  }
  call.resolve(undefined);
}

function startStore(spec: StoreSpec): StoreRunner {
  return spec.kind === 'queue'
    ? createStoreRunner(spec.path, queueStore, spec.options as QueueStoreOptions)
    : createStoreRunner(spec.path, recordsStore, {});
}

function toStoreCall(call: PendingCall): StoreCall {
  const { method, args, token } = call.payload as ThreadCalls['call'];
  return {
    method,
    args,
    token,
    resolve: (value) => call.resolve({ served: true, value } satisfies CallAnswer),
    cancelled: () => call.resolve({ served: false } satisfies CallAnswer),
    reject: call.reject,
  };
}
