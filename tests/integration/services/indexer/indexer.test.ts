// Long: all tests share one way to start the indexer with its stores.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Registry } from 'prom-client';
import type { ProfileEvent } from '#contract/profile-event.ts';
import type { RecomputeLine } from '#contract/recompute.ts';
import { METRICS_VERSION } from '#domain/enrichment.ts';
import type { IndexerOptions } from '#indexer/server.ts';
import { createIndexer } from '#indexer/server.ts';
import { UnavailableError } from '#ports/errors.ts';
import { createAdminServer } from '#runtime/http/admin-server.ts';
import { silentLogger, startAnalytics } from '#tests/support/platform/analytics-service.ts';
import type { EmbeddedStores } from '#tests/support/platform/embedded-platform.ts';
import { openEmbeddedStores } from '#tests/support/platform/embedded-platform.ts';
import { facts, NEW_YEAR, posts, profileEvent } from '#tests/support/profile-events.ts';
import { searchQuery } from '#tests/support/search-query.ts';

const signal = new AbortController().signal;
const TOKEN = 'token';

const eventOf = (i: number): ProfileEvent =>
  profileEvent({
    event_id: `event-${i}`.padEnd(16, '.'),
    native_id: String(i),
    username: `user${i}`,
    profile: facts({ username: `user${i}`, bio: `Number ${i} writes about tech` }),
  });

/** The indexer over the embedded stores and real gRPC, with its admin surface. */
async function startIndexer(stores: EmbeddedStores, over: Partial<IndexerOptions> = {}) {
  const analytics = await startAnalytics();
  const { queue, records, search } = stores;
  const logger = silentLogger();
  const options = { queue, records, search, analytics: analytics.client, logger, registry: new Registry() };
  const indexer = createIndexer({ ...options, batchSize: 10, ...over });
  const admin = createAdminServer({
    logger,
    token: TOKEN,
    open: () => {},
    guarded: (app) => indexer.adminRoutes?.(app),
  });
  const call = (method: 'GET' | 'POST', url: string) =>
    admin.inject({ method, url, headers: { authorization: `Bearer ${TOKEN}` } });
  const close = async () => {
    await indexer.stop(2_000);
    await admin.close();
    await analytics[Symbol.asyncDispose]();
  };
  try {
    await indexer.start(signal);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    indexer,
    call,
    async idle() {
      const answer = await call('GET', '/queues/profile-events/idle?timeout_ms=20000');
      assert.equal(answer.statusCode, 204, answer.body);
    },
    [Symbol.asyncDispose]: close,
  };
}

const publish = ({ queue }: EmbeddedStores, events: readonly ProfileEvent[]) =>
  queue.publish(
    'profile-events',
    events.map((event) => ({ id: event.event_id, body: JSON.stringify(event) })),
  );

const found = async ({ search }: EmbeddedStores, text: string) =>
  (await search.search(searchQuery({ text, limit: 100 }))).total;

describe('the indexer on the embedded stores', () => {
  it('takes events to documents that can be found, with their rate', async () => {
    await using stores = await openEmbeddedStores();
    await using running = await startIndexer(stores);
    await publish(
      stores,
      Array.from({ length: 75 }, (_, i) => eventOf(i)),
    );
    await running.idle();
    assert.equal(await stores.search.count(), 75);
    assert.equal(await found(stores, 'tech'), 75);
    const profile = await stores.search.get('instagram:42');
    // Twelve posts with 100 to 111 likes and 10 comments: the middle two rates are 115 and 116 of 10,000.
    assert.deepEqual(
      [profile?.engagement_rate, profile?.engagement.low, profile?.engagement.high],
      [0.01155, 0.0112, 0.0119],
    );
  });

  it('computes all figures again from the records, through the queue', async () => {
    await using stores = await openEmbeddedStores();
    await using running = await startIndexer(stores);
    const events = Array.from({ length: 30 }, (_, i) => eventOf(i));
    await publish(stores, events);
    await running.idle();
    const made = await stores.search.get('instagram:7');
    assert.ok(made?.metrics_version === METRICS_VERSION && made.sponsored !== undefined);
    // As an earlier version left it.
    const { metrics_version, growth, sponsored, authenticity, ...old } = made;
    await stores.search.upsert([{ profile: { ...old, engagement_rate: 0.5 }, version: 1 }]);
    const answer = await running.call('POST', '/recompute');
    const lines = answer.body
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as RecomputeLine);
    const last = lines.at(-1);
    assert.ok(last?.type === 'done' && last.queued === 30);
    await running.idle();
    assert.deepEqual(await stores.search.get('instagram:7'), made);
    assert.equal(await stores.search.count(), 30);
  });

  it('has the same documents after the same events again', async () => {
    await using stores = await openEmbeddedStores();
    await using running = await startIndexer(stores);
    const events = Array.from({ length: 20 }, (_, i) => eventOf(i));
    await publish(stores, events);
    await running.idle();
    const before = await stores.search.get('instagram:7');
    await publish(stores, events);
    await running.idle();
    assert.equal(await stores.search.count(), 20);
    assert.deepEqual(await stores.search.get('instagram:7'), before);
    const [entry] = await stores.records.get(['profile/instagram:7']);
    assert.equal(entry?.revision, 1);
  });

  it('makes a dead letter of a poison message, with the reason', async () => {
    await using stores = await openEmbeddedStores();
    await using running = await startIndexer(stores);
    await stores.queue.publish('profile-events', [{ id: 'bad', body: '{"v":9}' }]);
    await publish(stores, [eventOf(1)]);
    await running.idle();
    const [dead] = await stores.queue.deadLetters('profile-events', { limit: 10 });
    assert.match(dead?.reason ?? '', /^The event is not valid/);
    assert.equal(await stores.search.count(), 1);
  });

  it('reaches the undisturbed state from a failure at any call to a store', async () => {
    const events = [
      profileEvent({
        event_id: 'handle-only-0001',
        native_id: null,
        source: 'csv',
        fetched_at: NEW_YEAR - 9,
      }),
      profileEvent({ event_id: 'posts-only-00001', profile: null, posts: posts(30) }),
      profileEvent({ event_id: 'the-native-id-01' }),
    ];
    const contents = async (stores: EmbeddedStores) => {
      const entries: string[] = [];
      for await (const page of stores.records.scan(''))
        entries.push(...page.map(({ key, value }) => key + value));
      // Written by the upkeep, at a time of its own.
      const ofEvents = entries.filter((entry) => !entry.startsWith('handles{'));
      return {
        entries: ofEvents,
        profile: await stores.search.get('instagram:1815'),
        count: await stores.search.count(),
      };
    };
    await using calm = await openEmbeddedStores();
    {
      await using running = await startIndexer(calm);
      await publish(calm, events);
      await running.idle();
    }
    const expected = await contents(calm);
    assert.equal(expected.count, 1);

    for (let n = 1; n <= 8; n++) {
      await using stores = await openEmbeddedStores();
      let calls = 0;
      let isStarted = false;
      const failingAt = <T extends object>(port: T): T =>
        new Proxy(port, {
          get: (target, method) => {
            const value = Reflect.get(target, method);
            if (typeof value !== 'function' || method === 'ping') return value;
            return (...args: unknown[]) => {
              if (isStarted && ++calls === n) throw new Error(`call ${n} failed`);
              return value.apply(target, args);
            };
          },
        });
      const over = { records: failingAt(stores.records), search: failingAt(stores.search), batchSize: 2 };
      await using running = await startIndexer(stores, over);
      isStarted = true;
      await publish(stores, events);
      await stores.queue.waitUntilIdle('profile-events', AbortSignal.timeout(60_000));
      await running.indexer.stop(2_000);
      await stores.search.refresh();
      assert.deepEqual(await contents(stores), expected, `call ${n}`);
    }
  });

  it('gives back what waits for a part when it stops, and loses nothing', async () => {
    await using stores = await openEmbeddedStores();
    const reached = Promise.withResolvers<void>();
    const search = {
      ...stores.search,
      upsert: async () => {
        reached.resolve();
        throw new UnavailableError('away');
      },
    };
    {
      await using running = await startIndexer(stores, { search });
      await publish(stores, [eventOf(1)]);
      await reached.promise;
      await running.indexer.stop(60_000);
    }
    await using running = await startIndexer(stores);
    await running.idle();
    assert.equal(await stores.search.count(), 1);
    assert.deepEqual(await stores.queue.deadLetters('profile-events', { limit: 1 }), []);
  });

  it('starts when a store that answered is unavailable for its first use', async () => {
    await using stores = await openEmbeddedStores();
    let failures = 2;
    const records: typeof stores.records = {
      ...stores.records,
      get: async (...args) => {
        if (failures-- > 0) throw new UnavailableError('away again');
        return stores.records.get(...args);
      },
    };
    await using running = await startIndexer(stores, { records });
    await publish(stores, [eventOf(1)]);
    await running.idle();
    assert.equal(await stores.search.count(), 1);
  });

  it('waits for analytics to come', async () => {
    await using stores = await openEmbeddedStores();
    await using analytics = await startAnalytics();
    let pings = 0;
    const late = {
      ...analytics.client,
      ping: async () => {
        if (++pings < 3) throw new UnavailableError('not yet');
        return analytics.client.ping();
      },
    };
    await using running = await startIndexer(stores, { analytics: late });
    await publish(stores, [eventOf(1)]);
    await running.idle();
    assert.equal(pings, 3);
  });
});

describe('the admin surface of the indexer', () => {
  it('says when the queue is not idle in time', async () => {
    await using stores = await openEmbeddedStores();
    const search = { ...stores.search, upsert: () => new Promise<never>(() => {}) };
    await using running = await startIndexer(stores, { search });
    await publish(stores, [eventOf(1)]);
    const answer = await running.call('GET', '/queues/profile-events/idle?timeout_ms=20');
    assert.deepEqual([answer.statusCode, answer.json().code], [504, 'not_idle']);
    assert.equal(answer.headers['content-type'], 'application/problem+json');
    await running.indexer.stop(0);
  });

  for (const timeout of ['0', '600001', 'soon']) {
    it(`refuses timeout_ms=${timeout}`, async () => {
      await using stores = await openEmbeddedStores();
      await using running = await startIndexer(stores);
      const answer = await running.call('GET', `/queues/profile-events/idle?timeout_ms=${timeout}`);
      assert.equal(answer.statusCode, 400);
    });
  }

  const linesOf = (body: string) =>
    body
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);

  it('rebuilds the index from the records', async () => {
    await using stores = await openEmbeddedStores();
    await using running = await startIndexer(stores);
    await publish(stores, [
      ...Array.from({ length: 30 }, (_, i) => eventOf(i)),
      profileEvent({ profile: null }),
    ]);
    await running.idle();
    const before = await stores.search.get('instagram:3');
    await stores.search.delete(['instagram:3', 'instagram:4']);
    const answer = await running.call('POST', '/reindex');
    assert.equal(answer.headers['content-type'], 'application/x-ndjson');
    const last = linesOf(answer.body).at(-1);
    assert.deepEqual([last?.type, last?.documents], ['done', 30]);
    assert.equal(await stores.search.count(), 30);
    assert.deepEqual(await stores.search.get('instagram:3'), before);
  });

  it('refuses a second reindex at the same time', async () => {
    await using stores = await openEmbeddedStores();
    const held = Promise.withResolvers<void>();
    const search = { ...stores.search, rebuild: () => held.promise.then(() => 0) };
    await using running = await startIndexer(stores, { search });
    const first = running.call('POST', '/reindex');
    await stores.records.ping();
    const second = await running.call('POST', '/reindex');
    assert.deepEqual([second.statusCode, second.json().code], [409, 'reindex_running']);
    held.resolve();
    assert.equal((await first).statusCode, 200);
    const again = await running.call('POST', '/reindex');
    assert.equal(linesOf(again.body).at(-1)?.type, 'done');
  });

  it('ends with a failed line that says what to try, and lets the next one run', async () => {
    await using stores = await openEmbeddedStores();
    let failures = 1;
    const search: typeof stores.search = {
      ...stores.search,
      rebuild: async (documents) => {
        if (failures-- > 0) throw new Error('The disk is full');
        return stores.search.rebuild(documents);
      },
    };
    await using running = await startIndexer(stores, { search });
    const [failed] = linesOf((await running.call('POST', '/reindex')).body);
    assert.deepEqual(failed, {
      type: 'failed',
      code: 'reindex_failed',
      message: 'The disk is full',
      hint: { command: ['reindex'] },
    });
    assert.equal(linesOf((await running.call('POST', '/reindex')).body).at(-1)?.type, 'done');
  });
});
