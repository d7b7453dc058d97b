import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createPersonHash } from '#runtime/privacy/person-keys.ts';
import { createSuppressionList } from '#runtime/privacy/suppression-list.ts';
import { createSuppressionCopy } from '#scraper/jobs/suppression-copy.ts';
import { createFakeObjectStore } from '#tests/support/fakes/fake-object-store.ts';
import { createFakeRecords } from '#tests/support/fakes/fake-records.ts';
import { silentLogger } from '#tests/support/platform/analytics-service.ts';

const HASH = 'a'.repeat(40);
const FORGOTTEN = { hash: HASH, until: null, reason: 'forgotten', at: 5, pending: false } as const;
const GONE = { hash: 'b'.repeat(40), until: 7, reason: 'gone', at: 6, pending: false } as const;

function setUp() {
  const records = createFakeRecords();
  const store = createFakeObjectStore();
  const list = () => createSuppressionList(records, createPersonHash(null));
  const open = (suppressions = list()) => ({
    suppressions,
    copy: createSuppressionCopy({ suppressions, copy: store, logger: silentLogger() }),
  });
  return { records, store, open };
}

describe('the copy of the suppression list', () => {
  it('has the hashes of forgotten people, and no other entries', async () => {
    const { store, open } = setUp();
    const { suppressions, copy } = open();
    await suppressions.add([FORGOTTEN, GONE]);
    await copy.compare();
    assert.deepEqual([...store.objects.keys()], [`suppressed/${HASH}.json`]);
  });

  it('brings the entries back into records of an earlier time, to be removed again', async () => {
    const { records, open } = setUp();
    const before = open();
    await before.suppressions.add([FORGOTTEN]);
    await before.copy.compare();
    records.entries.clear();
    const { suppressions, copy } = open();
    await copy.compare();
    const [entry] = suppressions.entries();
    assert.deepEqual(entry, { ...FORGOTTEN, at: 0, pending: true });
  });

  it('changes nothing when both have the same', async () => {
    const { records, open } = setUp();
    const { suppressions, copy } = open();
    await suppressions.add([FORGOTTEN]);
    await copy.compare();
    const revision = records.entries.get(`suppressed/${HASH}`)?.revision;
    await copy.compare();
    assert.equal(records.entries.get(`suppressed/${HASH}`)?.revision, revision);
  });

  it('that cannot be reached stops no scraper from starting', async () => {
    const { store, open } = setUp();
    const { suppressions } = open();
    const away = async () => {
      throw new Error('away');
    };
    const broken = { ...store, put: away, get: away };
    await suppressions.add([FORGOTTEN]);
    const copy = createSuppressionCopy({ suppressions, copy: broken, logger: silentLogger() });
    await copy.start(new AbortController().signal);
    await copy.stop();
  });
});
