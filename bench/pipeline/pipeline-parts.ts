/**
 * Where the processor time of the pipeline goes, all threads together, per profile with 21 posts: each step of the scraper
 * and of the indexer alone, each store, the call of analytics over gRPC and within the process, and the whole batch handler
 * on stores in memory with real gRPC. `node bench/pipeline/pipeline-parts.ts [PROFILES]`
 */
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { createAnalytics } from '#analytics/server.ts';
import type { ProfileEvent } from '#contract/profile-event.ts';
import { analyzeRequestOf } from '#indexer/document/analyze-request.ts';
import { buildProfile } from '#indexer/document/build-profile.ts';
import { createIndexerMetrics } from '#indexer/metrics.ts';
import { createEventDecoder } from '#indexer/pipeline/decode-event.ts';
import { createBatchHandler } from '#indexer/pipeline/handle-batch.ts';
import { joinRecords } from '#indexer/record/join-records.ts';
import type { PresentView } from '#indexer/record/present-view.ts';
import { presentView } from '#indexer/record/present-view.ts';
import { decodeRecord, encodeRecord } from '#indexer/record/profile-record.ts';
import { recordOfEvent } from '#indexer/record/record-of-event.ts';
import { createEventGuard } from '#indexer/removal/guard-events.ts';
import type { Delivery } from '#ports/queue.ts';
import type { AnalyticsClient } from '#rpc/analytics-client.ts';
import { createAnalyticsClient } from '#rpc/analytics-client.ts';
import { createPersonHash } from '#runtime/privacy/person-keys.ts';
import { createSuppressionList } from '#runtime/privacy/suppression-list.ts';
import type { PreparedEvent } from '#scraper/event.ts';
import { createEventBuilder } from '#scraper/event.ts';
import { demoProfile } from '#scraper/sources/demo/profiles.ts';
import { createFakeRecords } from '#tests/support/fakes/fake-records.ts';
import { createFakeSearchIndex } from '#tests/support/fakes/fake-search-index.ts';
import { facts, posts, profileEvent } from '#tests/support/profile-events.ts';
import { createPart } from './measure-part.ts';
import { measureStores } from './store-parts.ts';

const BATCH = 50;
const count = Number(process.argv[2] ?? 10_000);
const signal = new AbortController().signal;
const logger = pino({ level: 'warn' });
const registry = new Registry();

const analytics = createAnalytics({ host: '127.0.0.1', port: 0, logger, registry });
await analytics.start(signal);
const client = createAnalyticsClient({ address: () => analytics.address() });
const localClient = createAnalyticsClient({ address: '', local: analytics.analyzeBatch });

const part = createPart(count);
const bodies = Array.from({ length: count }, (_, i) => JSON.stringify(eventOf(i)));
console.log(`${count} profiles, ${bodies[0]?.length} bytes an event, batches of ${BATCH}`);

const readings = await part('demo profile', async () =>
  Array.from({ length: count }, (_, i) => ({ ...demoProfile(1, i), avatar: null })),
);
const build = createEventBuilder(() => ({ wire: null, object: null, fetchFrom: null }), {
  ownerOf: () => '',
});
await part('event of the reading', async () =>
  readings.map((reading) => (build(reading, 'an-import') as PreparedEvent).message.body.length),
);

const decode = createEventDecoder();
const events = await part('decode and validate the event', async () =>
  bodies.map((body) => {
    const decoded = decode({ body });
    if (!('event' in decoded)) throw new Error('not an event of a profile');
    return decoded.event;
  }),
);
const records = await part('record of the event', async () =>
  events.map((event) => recordOfEvent(event, `instagram:${event.native_id}`)),
);
const values = await part('encode the record', async () => records.map(encodeRecord));
await part('decode a record and join the same again', async () =>
  values.map((value, i) => joinRecords(decodeRecord(value), records[i] as never)),
);
const views = await part('present view', async () =>
  records.map((record) => presentView(record) as PresentView),
);
const requests = await part('request to analytics', async () =>
  records.map((record, i) => analyzeRequestOf(record, views[i] as PresentView)),
);
const analyzeBy = async (one: AnalyticsClient) => {
  const answers = [];
  for (let i = 0; i < requests.length; i += BATCH) {
    answers.push(...(await one.analyze(requests.slice(i, i + BATCH), signal)));
  }
  return answers;
};
const analyses = await part('analysis over gRPC, both sides', () => analyzeBy(client));
await part('analysis in the same process', () => analyzeBy(localClient));
const profiles = await part('document', async () =>
  records.map((record, i) => buildProfile(record, views[i] as PresentView, analyses[i] as never)),
);

await measureStores(part, { bodies, values, profiles, batch: BATCH });

const stored = createFakeRecords();
const suppressions = createSuppressionList(stored, createPersonHash(null));
const remove = async () => {};
const handler = createBatchHandler({
  records: stored,
  guard: createEventGuard({ suppressions, remove }),
  remove,
  recompute: async () => {},
  search: createFakeSearchIndex(),
  analytics: client,
  metrics: createIndexerMetrics(registry),
  logger,
  waitForBacking: (work) => work(),
  stopping: signal,
});
for (const round of ['the whole handler, new profiles', 'the whole handler, nothing changed']) {
  await part(round, async () => {
    for (let i = 0; i < bodies.length; i += BATCH) await handler(deliveries(i), signal);
  });
}
await client.close();
await analytics.stop(1_000);

function deliveries(from: number): Delivery[] {
  return bodies
    .slice(from, from + BATCH)
    .map((body, i) => ({ id: `e${from + i}`, body, attempt: 1, publishedAtMs: 0 }));
}

function eventOf(i: number): ProfileEvent {
  const text = 'Benchmarks, keyboards and the occasional lens: what I use and why, with links. '.repeat(2);
  return profileEvent({
    event_id: `event-${i}`.padEnd(16, '.'),
    native_id: String(i),
    username: `user_${i}`,
    profile: facts({ username: `user_${i}`, display_name: `User Number ${i}`, bio: text }),
    posts: posts(21, { text, hashtags: ['tech', 'review'] }),
  });
}
