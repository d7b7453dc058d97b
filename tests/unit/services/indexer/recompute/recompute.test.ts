import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { RecomputeBody } from '#contract/recompute.ts';
import { queueProfiles } from '#indexer/recompute/queue-profiles.ts';
import { messagesOf, selectMessages } from '#indexer/removal/select-messages.ts';
import { createPersonHash } from '#runtime/privacy/person-keys.ts';
import { createSuppressionList } from '#runtime/privacy/suppression-list.ts';
import { createFakeQueue } from '#tests/support/fakes/fake-queue.ts';
import { createFakeRecords } from '#tests/support/fakes/fake-records.ts';
import { createIndexerWithFakes } from '#tests/support/platform/indexer-with-fakes.ts';
import { profileEvent } from '#tests/support/profile-events.ts';

const ACK = { kind: 'ack' };
const signal = new AbortController().signal;
const message = (ids: string[]) =>
  JSON.stringify({ v: 1, kind: 'recompute', event_id: 'recompute-message-1', ids });

it('writes documents again from the records, which stay as they are', async () => {
  const { indexer, records, search } = createIndexerWithFakes();
  await indexer.handle([profileEvent()]);
  const before = structuredClone(search.documents.get('instagram:1815'));
  search.documents.clear();
  assert.deepEqual(await indexer.handle([message(['instagram:1815', 'instagram:unknown'])]), [ACK]);
  assert.deepEqual(search.documents.get('instagram:1815'), before);
  assert.equal(search.documents.size, 1);
  assert.equal(records.entries.get('profile/instagram:1815')?.revision, 1);
  assert.match(await indexer.metrics(), /events_total\{outcome="recomputed"\} 1/);
});

it('removes the document of a profile whose record is gone', async () => {
  const { indexer, records, search } = createIndexerWithFakes();
  await indexer.handle([profileEvent()]);
  await records.delete(['profile/instagram:1815']);
  assert.deepEqual(await indexer.handle([message(['instagram:1815'])]), [ACK]);
  assert.equal(search.documents.size, 0);
});

it('does not bring back a person who is removed while it computes', async () => {
  const { indexer, records, search } = createIndexerWithFakes();
  await indexer.handle([profileEvent()]);
  const { upsert } = search;
  search.upsert = async (documents) => {
    await records.delete(['profile/instagram:1815']);
    return upsert(documents);
  };
  assert.deepEqual(await indexer.handle([message(['instagram:1815'])]), [ACK]);
  assert.equal(search.documents.size, 0);
});

it('drops a message without profiles', async () => {
  const { indexer } = createIndexerWithFakes();
  const [verdict] = await indexer.handle([message([])]);
  assert.equal(verdict?.kind, 'drop');
});

it('queues every profile once, and says how many', async () => {
  const { indexer, records } = createIndexerWithFakes();
  const events = Array.from({ length: 250 }, (_, n) =>
    profileEvent({ event_id: `event-${n}`.padEnd(16, '.'), native_id: String(n), username: `user${n}` }),
  );
  await indexer.handle(events);
  const queue = createFakeQueue();
  const progress: number[][] = [];
  const queued = await queueProfiles({ records, queue }, {}, (...counts) => progress.push(counts), signal);
  assert.equal(queued, 250);
  assert.deepEqual(
    progress,
    Array.from({ length: 10 }, (_, n) => [25 * (n + 1), 250]),
  );
  const ids = queue.messages.flatMap(({ body }) => (JSON.parse(body) as { ids: string[] }).ids);
  assert.equal(new Set(ids).size, 250);
});

for (const [name, wanted, expected] of [
  [
    'by id, those that are stored',
    { ids: ['instagram:1', 'x:2', 'x:unknown', 'x:2'] },
    ['instagram:1', 'x:2'],
  ],
  ['by platform', { platforms: ['x'] }, ['x:2', 'x:3']],
  ['by source', { sources: ['list'] }, ['instagram:1', 'x:3']],
  ['that fit all', { platforms: ['x'], sources: ['list'] }, ['x:3']],
] as const) {
  it(`queues profiles ${name}`, async () => {
    const { indexer, records } = createIndexerWithFakes();
    await indexer.handle([
      profileEvent({ native_id: '1', source: 'list' }),
      profileEvent({ platform: 'x', native_id: '2', source: 'other' }),
      profileEvent({ platform: 'x', native_id: '3', username: 'c', source: 'list' }),
    ]);
    const queue = createFakeQueue();
    const body = structuredClone(wanted) as unknown as RecomputeBody;
    await queueProfiles({ records, queue }, body, () => {}, signal);
    const ids = queue.messages.flatMap(({ body }) => (JSON.parse(body) as { ids: string[] }).ids);
    assert.deepEqual(ids.sort(), expected);
  });
}

it('is erased from the queue with a person it names', () => {
  const records = createFakeRecords();
  const suppressions = createSuppressionList(records, createPersonHash('test'));
  const names = { platform: 'instagram' as const, native_id: '1815', usernames: ['ada'] };
  const { isMeant } = selectMessages(messagesOf(names), suppressions);
  assert.deepEqual(
    [['instagram:1', 'instagram:1815'], ['instagram:@ada'], ['instagram:18', 'x:@ada']].map((ids) =>
      isMeant(message(ids)),
    ),
    [true, true, false],
  );
});
