import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { test } from 'node:test';
import { KubeError } from '#cli/kubernetes/client/errors.ts';
import type { KubeObject } from '#cli/kubernetes/objects.ts';
import { RESOURCES } from '#cli/kubernetes/resources.ts';
import type { Sighting } from '#cli/kubernetes/watch/watch.ts';
import { watchObjects } from '#cli/kubernetes/watch/watch.ts';
import { startFakeApiServer } from '#tests/support/fakes/fake-api-server.ts';

const pod = (name: string, resourceVersion: number) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'n', resourceVersion: String(resourceVersion) },
});
const line = (type: string, object: object) => `${JSON.stringify({ type, object })}\n`;
const list = (response: ServerResponse, resourceVersion: string, items: object[]) =>
  response.end(JSON.stringify({ metadata: { resourceVersion }, items }));

/** What is seen until `enough` says so, and what was asked for. */
async function watchUntil(
  answer: (response: ServerResponse, query: URLSearchParams, asked: number) => void,
  enough: (seen: Sighting<KubeObject>[]) => boolean,
): Promise<{ seen: Sighting<KubeObject>[]; asked: URLSearchParams[] }> {
  const asked: URLSearchParams[] = [];
  const server = await startFakeApiServer((_request, response, { searchParams }) => {
    asked.push(searchParams);
    answer(response, searchParams, asked.length);
  });
  const done = new AbortController();
  const seen: Sighting<KubeObject>[] = [];
  try {
    await watchObjects<KubeObject>(server.client, {
      resource: RESOURCES.pod,
      namespace: 'n',
      signal: done.signal,
      onSighting(sighting) {
        seen.push(sighting);
        if (enough(seen)) done.abort();
      },
    });
  } finally {
    await server.close();
  }
  return { seen, asked };
}

test('lists, then tells each change', async () => {
  const { seen } = await watchUntil(
    (response, query) => {
      if (!query.has('watch')) return list(response, '5', [pod('a', 3)]);
      response.write(line('ADDED', pod('b', 6)) + line('MODIFIED', pod('a', 7)));
      return response.write(line('DELETED', pod('b', 8)));
    },
    ({ length }) => length === 4,
  );
  assert.deepEqual(
    seen.map((one) => [one.type, one.type === 'listed' ? one.objects.length : one.object.metadata.name]),
    [
      ['listed', 1],
      ['changed', 'b'],
      ['changed', 'a'],
      ['gone', 'b'],
    ],
  );
});

test('takes a broken connection up where it was, bookmarks included', async () => {
  const { asked } = await watchUntil(
    (response, query, count) => {
      if (!query.has('watch')) return list(response, '5', []);
      if (count === 2) return response.write(line('ADDED', pod('a', 6)), () => response.destroy());
      if (count === 3) return response.end(line('BOOKMARK', pod('', 40)));
      return response.write(line('ADDED', pod('b', 41)));
    },
    (seen) => seen.some((one) => one.type === 'changed' && one.object.metadata.name === 'b'),
  );
  assert.deepEqual(
    asked.map((query) => query.get('resourceVersion')),
    [null, '5', '6', '40'],
  );
  assert.ok(asked.slice(1).every((query) => query.get('allowWatchBookmarks') === 'true'));
});

test('lists again when the server has forgotten the place, however it says so', async () => {
  const { seen } = await watchUntil(
    (response, query, count) => {
      if (!query.has('watch')) return list(response, String(count), []);
      if (count === 2)
        return response.end(line('ERROR', { kind: 'Status', code: 410, reason: 'Expired', metadata: {} }));
      response.statusCode = 410;
      return response.end(JSON.stringify({ kind: 'Status', code: 410 }));
    },
    (seen) => seen.length === 3,
  );
  assert.deepEqual(
    seen.map(({ type }) => type),
    ['listed', 'listed', 'listed'],
  );
});

test('continues while the server has faults, and ends when access is denied', async () => {
  const watching = watchUntil(
    (response, _query, count) => {
      response.statusCode = count < 4 ? 503 : 403;
      response.end(
        JSON.stringify({ kind: 'Status', message: 'pods is forbidden', code: response.statusCode }),
      );
    },
    () => false,
  );
  await assert.rejects(
    watching,
    (error) => error instanceof KubeError && error.status === 403 && /forbidden/.test(error.message),
  );
});

test('reads long lists in pages', async () => {
  const { seen } = await watchUntil(
    (response, query) => {
      if (query.has('watch')) return response.write('\n');
      if (query.has('continue')) return list(response, '9', [pod('b', 2)]);
      return response.end(
        JSON.stringify({ metadata: { resourceVersion: '9', continue: 'more' }, items: [pod('a', 1)] }),
      );
    },
    ({ length }) => length === 1,
  );
  assert.deepEqual(seen[0]?.type === 'listed' && seen[0].objects.map(({ metadata }) => metadata.name), [
    'a',
    'b',
  ]);
});
