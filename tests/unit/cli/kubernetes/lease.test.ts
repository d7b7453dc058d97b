import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { test } from 'node:test';
import { OperationError } from '#cli/errors.ts';
import type { Lock } from '#cli/kubernetes/lease.ts';
import { acquireLock } from '#cli/kubernetes/lease.ts';
import { readText } from '#lib/read-text.ts';
import { eventually } from '#tests/support/eventually.ts';
import type { FakeApiServer } from '#tests/support/fakes/fake-api-server.ts';
import { startFakeApiServer } from '#tests/support/fakes/fake-api-server.ts';

const PATH = '/apis/coordination.k8s.io/v1/namespaces/n/leases';

interface StoredLease {
  metadata: { name: string; namespace: string; uid: string; resourceVersion: string };
  spec: { holderIdentity: string; renewTime: string };
}

type Body = StoredLease & { preconditions?: { resourceVersion: string } };

/** An API server with one Lease, which can be cut off, and a clock that only the pauses of the lock move. */
interface Scene {
  server: FakeApiServer;
  lease: StoredLease | null;
  /** Requests are cut off until then. */
  cutUntil: number;
  /** Whether a request that is cut off is done all the same. */
  loses: 'request' | 'answer';
  /** Method of the only requests that are cut off; `null` for all. */
  only: string | null;
  now: number;
  take(): Promise<Lock>;
}

async function withScene(work: (scene: Scene, signal: AbortSignal) => Promise<void>): Promise<void> {
  let version = 0;
  const done = new AbortController();
  const scene: Scene = {
    server: await startFakeApiServer((request, response) => void answer(request, response)),
    lease: null,
    cutUntil: 0,
    loses: 'request',
    only: null,
    now: Date.parse('2026-03-01T12:00:00Z'),
    take: () =>
      acquireLock(scene.server.client, {
        name: 'lock',
        namespace: 'n',
        force: false,
        clock: () => scene.now,
        signal: done.signal,
        async pause(ms, signal) {
          await new Promise((resolve) => setImmediate(resolve));
          signal.throwIfAborted();
          scene.now += ms;
        },
      }),
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const cut = scene.now < scene.cutUntil && (scene.only ?? request.method) === request.method;
    if (cut && scene.loses === 'request') return void request.socket.destroy();
    const body = JSON.parse((await readText(request)) || '{}') as Body;
    const [status, answered] = handle(request, body);
    if (cut) return void request.socket.destroy();
    response.writeHead(status).end(JSON.stringify(answered));
  }

  function handle({ method, url }: IncomingMessage, body: Body): [status: number, body: object] {
    const { lease } = scene;
    if (method === 'POST') {
      if (lease !== null) return [409, { reason: 'AlreadyExists' }];
      assert.equal(url, PATH);
      version++;
      const metadata = { ...body.metadata, uid: `uid-${version}`, resourceVersion: String(version) };
      scene.lease = { ...body, metadata };
      return [201, scene.lease];
    }
    if (lease === null) return [404, { reason: 'NotFound' }];
    if (method === 'PUT') {
      if (body.metadata.resourceVersion !== lease.metadata.resourceVersion)
        return [409, { reason: 'Conflict' }];
      version++;
      scene.lease = { ...body, metadata: { ...body.metadata, resourceVersion: String(version) } };
      return [200, scene.lease];
    }
    if (method === 'DELETE') {
      if (body.preconditions?.resourceVersion !== lease.metadata.resourceVersion)
        return [409, { reason: 'Conflict' }];
      scene.lease = null;
    }
    return [200, lease];
  }

  try {
    await work(scene, done.signal);
  } finally {
    done.abort();
    await scene.server.close();
  }
}

const CUT_MS = 38_000;
/** More than the API server may be away. */
const LONG_MS = 150_000;

function cut(scene: Scene, ms: number): void {
  scene.cutUntil = scene.now + ms;
}

async function renewed(scene: Scene): Promise<void> {
  await eventually(async () => assert.ok(Date.parse(scene.lease?.spec.renewTime ?? '') >= scene.cutUntil));
}

async function lostBy({ signal }: Lock): Promise<OperationError> {
  if (!signal.aborted) await once(signal, 'abort');
  assert.ok(signal.reason instanceof OperationError);
  return signal.reason;
}

for (const loses of ['request', 'answer'] as const)
  test(`a lock survives an API server that is away for 38 s (the ${loses} is lost)`, () =>
    withScene(async (scene) => {
      const lock = await scene.take();
      scene.loses = loses;
      cut(scene, CUT_MS);
      await renewed(scene);
      assert.ok(!lock.signal.aborted);
      await lock.release();
      assert.equal(scene.lease, null);
    }));

test('an API server that is away between a conflict and the look at its cause does not end the lock', () =>
  withScene(async (scene) => {
    const lock = await scene.take();
    // Another request of this holder changed the Lease.
    assert.ok(scene.lease);
    scene.lease.metadata.resourceVersion = 'later';
    scene.only = 'GET';
    cut(scene, CUT_MS);
    await renewed(scene);
    assert.ok(!lock.signal.aborted);
    await lock.release();
  }));

test('an API server that stays away ends the operation, and is named as the cause', () =>
  withScene(async (scene) => {
    const lock = await scene.take();
    cut(scene, LONG_MS);
    assert.equal((await lostBy(lock)).code, 'cluster_unreachable');
  }));

test('a lock that another command took meanwhile is lost, and names its holder', () =>
  withScene(async (scene) => {
    const lock = await scene.take();
    assert.ok(scene.lease);
    scene.lease.spec.holderIdentity = 'other@elsewhere/1';
    scene.lease.metadata.resourceVersion = 'later';
    cut(scene, CUT_MS);
    const reason = await lostBy(lock);
    assert.equal(reason.code, 'lock_lost');
    assert.match(reason.message, /other@elsewhere\/1/);
    await lock.release();
    assert.equal(scene.lease.spec.holderIdentity, 'other@elsewhere/1');
  }));

test('a lock that was deleted meanwhile is lost', () =>
  withScene(async (scene) => {
    const lock = await scene.take();
    scene.lease = null;
    cut(scene, CUT_MS);
    assert.equal((await lostBy(lock)).code, 'lock_lost');
  }));

test('a lock whose creation got no answer is taken, not refused', () =>
  withScene(async (scene) => {
    scene.only = 'POST';
    scene.loses = 'answer';
    cut(scene, CUT_MS);
    const lock = await scene.take();
    assert.ok(!lock.signal.aborted);
    await lock.release();
    assert.equal(scene.lease, null);
  }));
