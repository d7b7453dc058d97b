import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { FourProcesses } from '../support/platform/four-processes.ts';
import { startFourProcesses } from '../support/platform/four-processes.ts';
import type { ReceivedSpan } from '../support/servers/otlp-receiver.ts';
import { startOtlpReceiver } from '../support/servers/otlp-receiver.ts';

const PROFILES = 120;

async function withPlatform(env: Record<string, string>, work: (platform: FourProcesses) => Promise<void>) {
  const folder = await mkdtemp(join(tmpdir(), 'influscope-traces-'));
  const platform = await startFourProcesses(folder, env);
  try {
    await work(platform);
  } finally {
    await platform.stop();
    await rm(folder, { recursive: true });
  }
}

async function importDemo({ admin, token }: FourProcesses): Promise<void> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const body = JSON.stringify({ count: PROFILES, seed: 3 });
  const answer = await fetch(`${admin.scraper}/imports/demo`, { method: 'POST', headers, body });
  assert.match(await answer.text(), /"type":"done"/);
  const idle = await fetch(`${admin.indexer}/queues/profile-events/idle?timeout_ms=60000`, { headers });
  assert.equal(idle.status, 204);
}

test('one trace leads each profile from the scraper over the queue and the indexer to analytics', async () => {
  const receiver = await startOtlpReceiver();
  try {
    const env = {
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint,
      OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=test',
    };
    // What is held is exported as the processes end.
    await withPlatform(env, importDemo);

    const named = (name: string, traceId?: string) =>
      receiver.spans.filter((span) => span.name === name && (traceId ?? span.traceId) === span.traceId);
    const scraped = named('scrape profile');
    assert.equal(scraped.length, PROFILES);
    assert.equal(new Set(scraped.map((span) => span.traceId)).size, PROFILES);
    for (const root of scraped) {
      assert.deepEqual([root.service, root.parentId, root.failed], ['influscope-scraper', '', false]);
      const [indexed, ...repeated] = named('index profile', root.traceId);
      assert.equal(repeated.length, 0);
      assert.deepEqual([indexed?.service, indexed?.parentId], ['influscope-indexer', root.spanId]);
      assert.equal(indexed?.attributes['influscope.outcome'], 'indexed');
      const [analyzed] = named('analyze profile', root.traceId);
      assert.deepEqual([analyzed?.service, analyzed?.parentId], ['influscope-analytics', indexed?.spanId]);
    }
    linksEachProfile(receiver.spans, 'influscope.analytics.v1.Analytics/AnalyzeBatch', 'influscope-indexer');
    for (const name of ['write records', 'index documents']) {
      linksEachProfile(receiver.spans, name, 'influscope-indexer');
    }
    const calls = named('influscope.analytics.v1.Analytics/AnalyzeBatch');
    for (const server of calls.filter(({ service }) => service === 'influscope-analytics')) {
      assert.ok(calls.some(({ spanId }) => spanId === server.parentId));
    }
  } finally {
    await receiver.close();
  }
});

/** Work for a batch is in the trace of one of its profiles, and is linked to the spans of the others. */
function linksEachProfile(spans: readonly ReceivedSpan[], name: string, service: string): void {
  const shared = spans.filter((span) => span.name === name && span.service === service);
  const reached = shared.flatMap(({ parentId, links }) => [parentId, ...links.map((link) => link.spanId)]);
  const indexed = spans.filter((span) => span.name === 'index profile').map(({ spanId }) => spanId);
  assert.deepEqual(new Set(reached), new Set(indexed), name);
}

test('a collector that is away hurts nothing, and is counted', async () => {
  const env = {
    OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1',
    OTEL_BSP_SCHEDULE_DELAY: '10',
    LOG_LEVEL: 'error',
  };
  await withPlatform(env, async (platform) => {
    await importDemo(platform);
    const page = await fetch(`${platform.api}/search?source=demo&limit=1`);
    assert.equal(((await page.json()) as { total: number }).total, PROFILES);
    const metrics = await (await fetch(`${platform.admin.scraper}/metrics`)).text();
    assert.match(metrics, new RegExp(`influscope_trace_spans_total\\{outcome="recorded"\\} ${PROFILES}`));
  });
});
