import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, beforeEach, describe, test } from 'node:test';
import type { Event } from '#cli/output/events/events.ts';
import { saveKeptCredentials } from '#cli/targets/eks/kept-data/kept-credentials.ts';
import { requireKeptCredentials } from '#cli/targets/eks/kept-data/require-kept-credentials.ts';
import { restoreData } from '#cli/targets/eks/kept-data/restore-data.ts';
import type { FakeApiServer } from '#tests/support/fakes/fake-api-server.ts';
import { startFakeApiServer } from '#tests/support/fakes/fake-api-server.ts';

type Stored = { kind: string; metadata: { name: string }; spec?: Record<string, unknown>; data?: object };

const volume = {
  id: 'vol-1',
  gib: 10,
  zone: 'us-east-1b',
  namespace: 'influscope',
  claim: 'data-elasticsearch-0',
  keptAt: '2026-11-23T12:00:00.000Z',
};

describe('volumes that were kept', () => {
  const folder = mkdtempSync(join(tmpdir(), 'influscope-restore-'));
  const kept = () => requireKeptCredentials(folder, [volume]);
  let api: FakeApiServer;
  let objects: Map<string, Stored>;
  const answer = async (request: IncomingMessage, response: ServerResponse, url: URL) => {
    const send = (status: number, body: object) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    };
    if (request.method === 'POST') {
      const body = JSON.parse(await text(request)) as Stored;
      const path = `${url.pathname}/${body.metadata.name}`;
      if (objects.has(path)) return send(409, { message: 'already exists', reason: 'AlreadyExists' });
      objects.set(path, body);
      return send(201, body);
    }
    const found = objects.get(url.pathname);
    if (found) return send(200, found);
    if (url.pathname.endsWith('/persistentvolumes')) {
      const items = [...objects.values()].filter(({ kind }) => kind === 'PersistentVolume');
      return send(200, { metadata: { resourceVersion: '1' }, items });
    }
    return send(404, { message: 'not found', reason: 'NotFound' });
  };
  before(async () => {
    api = await startFakeApiServer((...all) => void answer(...all));
  });
  beforeEach(() => {
    objects = new Map();
    const metadata = { name: 'influscope-credentials', namespace: 'influscope' };
    saveKeptCredentials(
      folder,
      { apiVersion: 'v1', kind: 'Secret', metadata, data: { a: 'b' } },
      volume.keptAt,
    );
  });
  after(async () => {
    await api.close();
    rmSync(folder, { recursive: true });
  });

  const restore = async (credentials = kept) => {
    const events: Event[] = [];
    for await (const one of restoreData(api.client, {
      namespace: 'influscope',
      volumes: [volume],
      storageClass: 'influscope-gp3',
      credentials,
      signal: AbortSignal.timeout(60_000),
    }))
      events.push(one);
    return events.flatMap((one) => (one.type === 'note' ? [one.code] : []));
  };

  test('are held for their claims, in their zone, with the credentials that their servers know', async () => {
    assert.deepEqual(await restore(), ['credentials']);
    assert.deepEqual(objects.get('/api/v1/namespaces/influscope/secrets/influscope-credentials')?.data, {
      a: 'b',
    });
    const { spec } = objects.get('/api/v1/persistentvolumes/kept-vol-1') ?? {};
    assert.deepEqual(spec?.claimRef, {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      namespace: 'influscope',
      name: 'data-elasticsearch-0',
    });
    assert.deepEqual(spec?.capacity, { storage: '10Gi' });
    assert.equal(spec?.storageClassName, 'influscope-gp3');
    assert.match(JSON.stringify(spec?.nodeAffinity), /"values":\["us-east-1b"\]/);
  });

  test('are given once, however often it is done', async () => {
    await restore();
    const before = new Map(objects);
    assert.deepEqual(await restore(), []);
    assert.deepEqual(objects, before);
  });

  test('stay unused where the claim has another by now, which is said', async () => {
    objects.set('/api/v1/namespaces/influscope/persistentvolumeclaims/data-elasticsearch-0', {
      kind: 'PersistentVolumeClaim',
      metadata: { name: 'data-elasticsearch-0' },
      spec: { volumeName: 'pvc-new' },
    });
    assert.deepEqual(await restore(), ['credentials', 'volume_left']);
    assert.equal(objects.get('/api/v1/persistentvolumes/kept-vol-1'), undefined);
  });

  test('are not mounted without their credentials, and the cluster stays as it is', async () => {
    const none = () => requireKeptCredentials(join(folder, 'none'), [volume]);
    await assert.rejects(restore(none), { code: 'credentials_missing', exitCode: 2 });
    assert.equal(objects.size, 0);
  });

  test('are mounted without saved credentials where the cluster has its own', async () => {
    await restore();
    objects.delete('/api/v1/persistentvolumes/kept-vol-1');
    const none = () => requireKeptCredentials(join(folder, 'none'), [volume]);
    assert.deepEqual(await restore(none), []);
    assert.ok(objects.has('/api/v1/persistentvolumes/kept-vol-1'));
  });

  test('are not mounted with credentials that were saved for other volumes', async () => {
    const later = { ...volume, keptAt: '2026-11-24T12:00:00.000Z' };
    assert.throws(() => requireKeptCredentials(folder, [later]), { code: 'credentials_missing' });
  });
});
