/**
 * What a long watch holds: `node --expose-gc bench/watch-memory.ts`. A stand-in for the API server sends 100,000 changes
 * of the same 40 pods and as many warnings, and breaks the connection 50 times; a view, as `status --watch` keeps one,
 * must hold no more after them than after the first 10,000.
 */
import type { ServerResponse } from 'node:http';
import { openView } from '#cli/kubernetes/watch/view.ts';
import { startFakeApiServer } from '#tests/support/fakes/fake-api-server.ts';

const EVENTS = 100_000;
const FIRST = 10_000;
const BREAKS = 50;
const PODS = 40;
const MOST = 1.1;

let version = 1;
let sent = 0;
let connections = 0;
const pod = (at: number) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name: `pod-${at % PODS}`,
    namespace: 'n',
    uid: `u${at % PODS}`,
    resourceVersion: String(++version),
    managedFields: [{ manager: 'x'.repeat(2_000) }],
    annotations: { note: `${at} ${'x'.repeat(500)}` },
  },
  status: { phase: 'Running', message: `change ${at}` },
});
const warning = (at: number) => ({
  apiVersion: 'v1',
  kind: 'Event',
  metadata: { name: `event-${at}`, namespace: 'n', resourceVersion: String(++version) },
  involvedObject: { kind: 'Pod', name: `pod-${at % PODS}` },
  type: 'Warning',
  reason: 'BackOff',
  message: `again ${at} ${'x'.repeat(300)}`,
  lastTimestamp: new Date(at * 1_000).toISOString(),
});

const server = await startFakeApiServer((_request, response, { pathname, searchParams }) => {
  if (!searchParams.has('watch')) {
    response.end(JSON.stringify({ metadata: { resourceVersion: String(version) }, items: [] }));
    return;
  }
  if (pathname.endsWith('/pods')) void pump(response, pod);
  else if (pathname.endsWith('/events')) void pump(response, warning);
  else response.write('\n');
});
const stopped = new AbortController();
const view = openView(server.client, { namespace: 'n', signal: stopped.signal });

await until(FIRST * 2);
const first = held();
await until(EVENTS * 2);
const last = held();
const ratio = last / first;
console.log(
  `after ${FIRST} events ${mebibytes(first)} MiB, after ${EVENTS} and ${connections - 2} reconnects ${mebibytes(last)} MiB: ${ratio.toFixed(3)}x`,
);
stopped.abort();
view.close();
await server.close();
process.exitCode = ratio <= MOST ? 0 : 1;

/** Sends until it is time for the connection to break. */
async function pump(response: ServerResponse, make: (at: number) => object): Promise<void> {
  connections++;
  const share = Math.ceil((EVENTS * 2) / BREAKS);
  for (let count = 0; count < share && sent < EVENTS * 2; count++) {
    const flowing = response.write(`${JSON.stringify({ type: 'MODIFIED', object: make(++sent) })}\n`);
    if (!flowing) await new Promise((resolve) => response.once('drain', resolve));
    if (response.destroyed) return;
  }
  if (sent < EVENTS * 2) response.destroy();
}

async function until(count: number): Promise<void> {
  while (sent < count) await view.changed(stopped.signal);
}

function held(): number {
  if (!globalThis.gc) throw new Error('run it with --expose-gc');
  globalThis.gc();
  globalThis.gc();
  return process.memoryUsage().heapUsed;
}

function mebibytes(bytes: number): string {
  return (bytes / 2 ** 20).toFixed(1);
}
