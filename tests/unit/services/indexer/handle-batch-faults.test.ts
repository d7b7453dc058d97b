import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CorruptStoreError, InvalidRequestError, NewerStoreError, UnavailableError } from '#ports/errors.ts';
import { createFakeRecords } from '#tests/support/fakes/fake-records.ts';
import { createFakeSearchIndex } from '#tests/support/fakes/fake-search-index.ts';
import { createFakeAnalytics, createIndexerHarness } from '#tests/support/platform/indexer-harness.ts';
import { createIndexerWithFakes } from '#tests/support/platform/indexer-with-fakes.ts';
import { facts, NEW_YEAR, profileEvent } from '#tests/support/profile-events.ts';

const ACK = { kind: 'ack' };

const other = profileEvent({ native_id: '2', username: 'grace', profile: facts({ username: 'grace' }) });
const underHandle = profileEvent({ native_id: null, source: 'bluesky', fetched_at: NEW_YEAR - 5 });

describe('a batch that meets a fault', () => {
  /** A port whose methods throw `error` for the first `times` calls in all. */
  const failing = <T extends object>(port: T, error: Error, times: number): T => {
    let left = times;
    return new Proxy(port, {
      get: (target, method) => (left-- > 0 ? async () => Promise.reject(error) : Reflect.get(target, method)),
    });
  };

  for (const error of [
    new UnavailableError('away'),
    new CorruptStoreError('damaged', { command: ['reindex'] }),
    new NewerStoreError('newer', { text: 'update' }),
  ]) {
    it(`waits while a part is ${error.message}, and uses up no attempt`, async () => {
      const { indexer, search, records } = createIndexerWithFakes({
        search: failing(createFakeSearchIndex(), error, 2),
      });
      assert.deepEqual(await indexer.handle([profileEvent()]), [ACK]);
      assert.equal(search.documents.size, 0, 'the failing index is another one');
      assert.equal(records.entries.get('profile/instagram:1815')?.revision, 1);
    });
  }

  it('waits until the signal aborts, then gives the events back', async () => {
    const abort = new AbortController();
    const analytics = {
      ...createFakeAnalytics(),
      analyze: async () => {
        abort.abort();
        throw new UnavailableError('away');
      },
    };
    const { indexer } = createIndexerWithFakes({ analytics });
    const [verdict] = await indexer.handle([profileEvent()], { signal: abort.signal });
    assert.equal(verdict?.kind, 'retry');
    assert.match(await indexer.metrics(), /influscope_indexer_waiting_batches 0/);
  });

  it('takes the other events when one cannot be processed', async () => {
    const fake = createFakeAnalytics();
    const analytics: typeof fake = {
      ...fake,
      analyze: async (requests, signal) => {
        if (requests.some(({ id }) => id === 'instagram:2'))
          throw new InvalidRequestError('bad', 'no such profile');
        return fake.analyze(requests, signal);
      },
    };
    const { indexer, search } = createIndexerWithFakes({ analytics });
    assert.deepEqual(await indexer.handle([profileEvent(), other]), [
      ACK,
      { kind: 'drop', reason: 'no such profile', cause: 'refused' },
    ]);
    assert.deepEqual([...search.documents.keys()], ['instagram:1815']);
  });

  it('retries what fails for an unknown reason', async () => {
    const { indexer } = createIndexerWithFakes({
      records: failing(createFakeRecords(), new TypeError('bug'), 1),
    });
    assert.deepEqual(await indexer.handle([profileEvent()]), [
      { kind: 'retry', reason: 'bug', cause: 'failed' },
    ]);
  });

  it('answers for each document what the index says', async () => {
    const search = createFakeSearchIndex();
    const { indexer } = createIndexerWithFakes({
      search: {
        ...search,
        upsert: async (items) =>
          items.map(({ profile: { id } }, i) => ({
            id,
            status: 'failed',
            reason: 'full',
            retryable: i === 0,
          })),
      },
    });
    assert.deepEqual(await indexer.handle([profileEvent(), other]), [
      { kind: 'retry', reason: 'The search index refused the document: full', cause: 'unavailable' },
      { kind: 'drop', reason: 'The search index refused the document: full', cause: 'refused' },
    ]);
  });

  it('returns an event to the queue when other writers keep changing its profile', async () => {
    const records = createFakeRecords();
    const { indexer } = createIndexerWithFakes({
      records: { ...records, put: async (puts) => puts.map(({ key }) => ({ key, ok: false })) },
    });
    const [verdict] = await indexer.handle([profileEvent()]);
    assert.match(verdict?.kind === 'retry' ? verdict.reason : '', /Other writers/);
  });
});

describe('a crash', () => {
  it('between a document under the handle and its removal is corrected when the event arrives again', async () => {
    const { indexer, search } = createIndexerWithFakes();
    await indexer.handle([underHandle]);
    const leftOver = search.documents.get('instagram:@ada');
    await indexer.handle([profileEvent()]);
    if (leftOver) search.documents.set('instagram:@ada', leftOver);
    await indexer.handle([underHandle], { attempt: 2 });
    assert.deepEqual([...search.documents.keys()], ['instagram:1815']);
  });

  const events = [
    underHandle,
    other,
    profileEvent(),
    profileEvent({ native_id: '2', username: 'grace', profile: null }),
  ];

  /** Ports that die at the nth call of them all, before or after it took effect, and stay dead. */
  const dying = (n: number, after: boolean) => {
    let calls = 0;
    return <T extends object>(port: T): T =>
      new Proxy(port, {
        get: (target, method) => {
          const value = Reflect.get(target, method);
          if (typeof value !== 'function' || method === 'scan') return value;
          return async (...args: unknown[]) => {
            calls++;
            if (calls === n && after) await value.apply(target, args);
            if (calls >= n) throw new Error('killed');
            return value.apply(target, args);
          };
        },
      });
  };

  const stateOf = ({
    records,
    search,
  }: Pick<ReturnType<typeof createIndexerWithFakes>, 'records' | 'search'>) => ({
    records: [...records.entries].map(([key, { value }]) => [key, value]).sort(),
    documents: [...search.documents.values()].map(({ profile }) => JSON.stringify(profile)).sort(),
  });

  it('at any call leaves a state from which a repetition reaches the undisturbed one', async () => {
    const undisturbed = createIndexerWithFakes();
    for (const event of events) await undisturbed.indexer.handle([event]);
    const expected = stateOf(undisturbed);
    assert.equal(expected.documents.length, 2);

    for (const batches of [[events], events.map((event) => [event])]) {
      for (const after of [false, true]) {
        for (let n = 1; n <= 40; n++) {
          const { records, search, indexer } = createIndexerWithFakes();
          const die = dying(n, after);
          const mortal = createIndexerHarness({
            records: die(records),
            search: die(search),
            analytics: createFakeAnalytics(),
          });
          for (const batch of batches) {
            const verdicts = await mortal.handle(batch);
            if (verdicts.some(({ kind }) => kind !== 'ack')) await indexer.handle(batch, { attempt: 2 });
          }
          assert.deepEqual(stateOf({ records, search }), expected, `call ${n}, after: ${after}`);
        }
      }
    }
  });
});
