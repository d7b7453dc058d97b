import { parentPort, receiveMessageOnPort } from 'node:worker_threads';
import type { WorkerReply, WorkerRequest } from './worker-protocol.ts';
import { serializeError } from './worker-protocol.ts';

/** A pending call. Call exactly one of `resolve` and `reject`, once. */
export interface PendingCall {
  method: string;
  payload: unknown;
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

/**
 * Serves the calls of a worker's client. `handle` receives all calls that have arrived, in order, so that it can commit
 * them together. No call arrives after the answer to `close`.
 */
export function serveCalls(handle: (calls: PendingCall[]) => void): { notify(notice: unknown): void } {
  const port = parentPort;
  if (port === null) throw new Error('This module runs in a worker thread');
  const reply = (message: WorkerReply) => port.postMessage(message);
  const toCall = ({ id, method, payload }: WorkerRequest): PendingCall => ({
    method,
    payload,
    resolve: (value) => reply({ id, value }),
    reject: (error) => reply({ id, error: serializeError(error) }),
  });
  port.on('message', (first: WorkerRequest) => {
    const calls = [toCall(first)];
    for (let next = receiveMessageOnPort(port); next; next = receiveMessageOnPort(port)) {
      calls.push(toCall(next.message as WorkerRequest));
    }
    handle(calls);
  });
  return { notify: (notice) => port.postMessage({ notice }) };
}
