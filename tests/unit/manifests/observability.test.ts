import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Registry } from 'prom-client';
import { createAdminServer } from '#runtime/http/admin-server.ts';
import { mountProbes } from '#runtime/http/probes.ts';
import { createHealth } from '#runtime/process/health.ts';
import type { Metrics } from '#runtime/telemetry/metrics.ts';
import { MANIFEST_FOLDERS, readManifests } from '#tests/support/manifests.ts';
import { silentLogger } from '#tests/support/platform/analytics-service.ts';
import { ROOT } from '#tests/support/platform/cli.ts';

const FOLDER = join(ROOT, 'manifests/observability');
const objects = readManifests(FOLDER);
const only = (kind: string) => {
  const found = objects.filter((object) => object.kind === kind);
  assert.equal(found.length, 1, kind);
  return found[0] as unknown as { spec: Record<string, unknown> };
};
const monitor = only('PodMonitor').spec as {
  selector: { matchLabels: Record<string, string> };
  podMetricsEndpoints: { port: string; path: string }[];
};
const policy = only('NetworkPolicy').spec as {
  podSelector: { matchLabels: Record<string, string> };
  ingress: {
    from: { namespaceSelector: { matchLabels: Record<string, string> } }[];
    ports: { port: number }[];
  }[];
};

test('Prometheus scrapes exactly the pods and the port that the network policy opens', () => {
  assert.deepEqual(monitor.selector, policy.podSelector);
  const [endpoint] = monitor.podMetricsEndpoints;
  const open = policy.ingress.flatMap(({ ports }) => ports.map(({ port }) => port));
  for (const folder of MANIFEST_FOLDERS) {
    const pods = readManifests(folder).filter(({ kind }) => kind === 'Deployment');
    assert.equal(pods.length, 4);
    for (const { metadata, spec } of pods) {
      const { labels } = (spec as unknown as { template: { metadata: { labels: Record<string, string> } } })
        .template.metadata;
      for (const [key, value] of Object.entries(monitor.selector.matchLabels)) {
        assert.equal(labels[key], value, metadata.name);
      }
      const containers = (
        spec as { template: { spec: { containers: { ports: { name: string; containerPort: number }[] }[] } } }
      ).template.spec.containers;
      const ports = containers.flatMap(({ ports }) => ports).filter(({ name }) => name === endpoint?.port);
      assert.deepEqual(
        ports.map(({ containerPort }) => containerPort),
        open,
        metadata.name,
      );
    }
  }
});

test('the admin port answers the path that is scraped, and details of its parts only with the token', async () => {
  const registry = new Registry();
  const app = createAdminServer({
    logger: silentLogger(),
    token: 'secret',
    open: (server) =>
      mountProbes(server, {
        health: createHealth(),
        metrics: { registry } as Metrics,
        identity: { instance: 'i', version: '1', services: [], startedAt: new Date(0) },
        token: 'secret',
      }),
    guarded: () => {},
  });
  const ask = async (url: string, authorization?: string) => {
    const headers = { host: 'localhost', ...(authorization !== undefined && { authorization }) };
    return app.inject({ url, headers });
  };
  const [endpoint] = monitor.podMetricsEndpoints;
  const scraped = await ask(endpoint?.path ?? '');
  assert.equal(scraped.statusCode, 200);
  assert.match(String(scraped.headers['content-type']), /^text\/plain/);
  for (const path of ['/readyz?verbose', '/readyz?verbose=1', '/readyz?verbose=&verbose=']) {
    assert.equal((await ask(path)).statusCode, 401, path);
    assert.equal((await ask(path, 'Bearer other')).statusCode, 401, path);
    assert.ok((await ask(path, 'Bearer secret')).json().checks, path);
  }
  assert.deepEqual(Object.keys((await ask('/readyz')).json()), ['ready']);
  await app.close();
});

test('the documentation names the file, the port and the label', () => {
  const text = readFileSync(join(ROOT, 'docs/observability.md'), 'utf8');
  const labels = policy.ingress.flatMap(({ from }) =>
    from.flatMap(({ namespaceSelector }) => Object.entries(namespaceSelector.matchLabels)),
  );
  assert.ok(text.includes('manifests/observability/'));
  assert.ok(text.includes(`(${policy.ingress[0]?.ports[0]?.port})`));
  for (const [key, value] of labels) assert.ok(text.includes(`${key}=${value}`));
});
