import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { createServer } from 'node:net';
import { describe, it } from 'node:test';
import { Client, credentials, Server, ServerCredentials, status } from '@grpc/grpc-js';
import { Registry } from 'prom-client';
import { createAnalytics } from '#analytics/server.ts';
import { METRICS_VERSION } from '#domain/enrichment.ts';
import { createAnalyticsClient } from '#rpc/analytics-client.ts';
import { loadAnalyticsProto } from '#rpc/analytics-proto.ts';
import { checkHealth } from '#rpc/check-health.ts';
import type { AnalyticsHandlers } from '#rpc/generated/influscope/analytics/v1/Analytics.ts';
import { silentLogger, startAnalytics } from '#tests/support/platform/analytics-service.ts';
import { postColumns } from '#tests/support/post-columns.ts';
import { DAY_MS, NEW_YEAR } from '#tests/support/profile-events.ts';

const signal = new AbortController().signal;

const request = (id: string, posts = 6) => ({
  id,
  platform: 'instagram',
  followers: 1_000,
  fetched_at_ms: NEW_YEAR,
  posts: postColumns(
    Array.from({ length: posts }, (_, i) => ({
      published_at_ms: NEW_YEAR - i * DAY_MS,
      likes: 10,
      hashtags: ['tech'],
    })),
  ),
});

const NONE_PAID = { declared: 0, marked: 0, likely: 0 };

describe('the analytics service', () => {
  it('answers for each profile, in order', async () => {
    await using analytics = await startAnalytics();
    const answers = await analytics.client.analyze(
      [request('instagram:1'), request('instagram:2', 3)],
      signal,
    );
    assert.deepEqual(answers, [
      {
        id: 'instagram:1',
        engagement: {
          formula: 'interactions_per_follower',
          denominator: 'followers',
          sample_size: 6,
          window_days: 5,
          median: 0.01,
          mean: 0.01,
          low: 0.01,
          high: 0.01,
          confidence: 0.96875,
        },
        last_post_at_ms: NEW_YEAR,
        posts_per_week: 7,
        topics: ['tech'],
        metrics_version: METRICS_VERSION,
        growth: { reason: 'one_reading' },
        sponsored: { ...NONE_PAID, share: 0, likely_share: 0, sample_size: 6 },
        topic_evidence: [{ topic: 'tech', words: ['#tech'], posts: 6 }],
      },
      {
        id: 'instagram:2',
        engagement: {
          formula: 'interactions_per_follower',
          denominator: 'followers',
          sample_size: 3,
          window_days: 2,
          reason: 'too_few_posts',
        },
        last_post_at_ms: NEW_YEAR,
        posts_per_week: 7,
        topics: ['tech'],
        metrics_version: METRICS_VERSION,
        growth: { reason: 'one_reading' },
        sponsored: { ...NONE_PAID, sample_size: 3, reason: 'too_few_posts' },
        topic_evidence: [{ topic: 'tech', words: ['#tech'], posts: 3 }],
      },
    ]);
  });

  it('takes more profiles than one call holds', async () => {
    await using analytics = await startAnalytics();
    const requests = Array.from({ length: 1_050 }, (_, i) => request(`instagram:${i}`));
    const answers = await analytics.client.analyze(requests, signal);
    assert.deepEqual(
      answers.map(({ id }) => id),
      requests.map(({ id }) => id),
    );
  });

  it('answers nothing for no profiles', async () => {
    await using analytics = await startAnalytics();
    assert.deepEqual(await analytics.client.analyze([], signal), []);
  });

  it('refuses a request that cannot be, naming the field', async () => {
    await using analytics = await startAnalytics();
    const requests = [request('x:1'), { ...request('x:2'), platform: 'myspace' }];
    await assert.rejects(analytics.client.analyze(requests, signal), {
      name: 'InvalidRequestError',
      message: /^profiles\[1\]\.platform: "myspace"/,
    });
  });

  it('counts what it did', async () => {
    await using analytics = await startAnalytics();
    await analytics.client.analyze([request('x:1'), request('x:2', 1)], signal);
    const text = await analytics.registry.metrics();
    assert.match(text, /influscope_analytics_calls_total\{code="OK"\} 1/);
    assert.match(text, /influscope_analytics_profiles_total\{outcome="rated"\} 1/);
    assert.match(text, /influscope_analytics_profiles_total\{outcome="too_few_posts"\} 1/);
  });

  it('is healthy by the standard protocol, and not while it goes', async () => {
    const analytics = await startAnalytics();
    const client = new Client(analytics.service.address(), credentials.createInsecure());
    await checkHealth(client, '', 1_000);
    await analytics.client.ping();
    await analytics.service.stop(1_000);
    await assert.rejects(analytics.client.ping(), { name: 'UnavailableError' });
    client.close();
    await analytics.client.close();
  });

  it('stops twice without harm', async () => {
    await using analytics = await startAnalytics();
    await Promise.all([analytics.service.stop(1_000), analytics.service.stop(1_000)]);
  });

  it('says which address it cannot listen on', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    const options = { host: '127.0.0.1', port, logger: silentLogger(), registry: new Registry() };
    const service = createAnalytics(options);
    await assert.rejects(service.start(signal), new RegExp(`cannot listen on 127.0.0.1:${port}`));
    await service.stop(0);
    taken.close();
  });
});

describe('the analytics client', () => {
  /** A server that answers `AnalyzeBatch` with these statuses, one a call, then with success. */
  const failing = async (...codes: status[]) => {
    const server = new Server();
    let calls = 0;
    const handlers: AnalyticsHandlers = {
      AnalyzeBatch(call, answer) {
        const code = codes[calls++];
        if (code !== undefined) answer({ code, details: 'not now' });
        else answer(null, { profiles: call.request.profiles });
      },
    };
    server.addService(loadAnalyticsProto().Analytics.service, handlers);
    const port = await new Promise<number>((resolve, reject) =>
      server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
        error ? reject(error) : resolve(bound),
      ),
    );
    const client = createAnalyticsClient({ address: `127.0.0.1:${port}`, backoffMs: 1, attempts: 3 });
    return {
      client,
      calls: () => calls,
      async [Symbol.asyncDispose]() {
        await client.close();
        server.forceShutdown();
      },
    };
  };

  it('tries again what may work later', async () => {
    await using server = await failing(status.UNAVAILABLE, status.RESOURCE_EXHAUSTED);
    const [answer] = await server.client.analyze([request('x:1')], signal);
    assert.deepEqual([answer?.id, server.calls()], ['x:1', 3]);
  });

  it('gives up after its attempts', async () => {
    await using server = await failing(...Array.from({ length: 9 }, () => status.UNAVAILABLE));
    await assert.rejects(server.client.analyze([request('x:1')], signal), { name: 'UnavailableError' });
    assert.equal(server.calls(), 3);
  });

  it('does not try again what will not work', async () => {
    await using server = await failing(status.INVALID_ARGUMENT);
    await assert.rejects(server.client.analyze([request('x:1')], signal), { name: 'InvalidRequestError' });
    assert.equal(server.calls(), 1);
  });

  it('is unavailable where nothing listens', async () => {
    const client = createAnalyticsClient({ address: '127.0.0.1:1', backoffMs: 1, attempts: 2 });
    await assert.rejects(client.analyze([request('x:1')], signal), { name: 'UnavailableError' });
    await assert.rejects(client.ping(), { name: 'UnavailableError' });
    await client.close();
  });

  it('ends a call past its deadline', async () => {
    await using silent = await listenSilently();
    const client = createAnalyticsClient({ address: silent.address, deadlineMs: 30, attempts: 1 });
    await assert.rejects(client.analyze([request('x:1')], signal), {
      name: 'UnavailableError',
      message: /^DEADLINE_EXCEEDED/,
    });
    await client.close();
  });

  it('ends a call when the signal aborts, with its reason', async () => {
    await using silent = await listenSilently();
    const client = createAnalyticsClient({ address: silent.address });
    const abort = new AbortController();
    const call = client.analyze([request('x:1')], abort.signal);
    abort.abort(new Error('enough'));
    await assert.rejects(call, /enough/);
    await client.close();
  });

  it('refuses calls after it was closed', async () => {
    await using analytics = await startAnalytics();
    await analytics.client.close();
    await assert.rejects(analytics.client.analyze([request('x:1')], signal), { name: 'UnavailableError' });
  });
});

/** Takes connections and never says a word. */
async function listenSilently() {
  const sockets: Socket[] = [];
  const server = createServer((socket) => sockets.push(socket)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
