import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { completeHandles, readHandles } from '#indexer/record/earlier-handles.ts';
import { makeRemoval } from '#scraper/make-removal.ts';
import { createIndexerWithFakes } from '#tests/support/platform/indexer-with-fakes.ts';
import { facts, NEW_YEAR, profileEvent } from '#tests/support/profile-events.ts';

const ID = 'instagram:1815';
const named = (username: string, fetched_at = NEW_YEAR) =>
  profileEvent({ username, profile: facts({ username }), fetched_at });
const removal = makeRemoval({
  ...{ platform: 'instagram', native_id: '1815', username: null },
  ...{ reason: 'forgotten', until: null },
}).body;

/** An indexer whose records list the earlier handles. */
async function setUp() {
  const { indexer, records } = createIndexerWithFakes();
  await completeHandles(records, async () => {});
  const keys = () => [...records.entries.keys()].filter((key) => /^(?:profile|alias|handles)\//.test(key));
  return { indexer, records, keys };
}

describe('earlier handles of a person', () => {
  it('are listed when the handle changes, and nothing is written before', async () => {
    const { indexer, records, keys } = await setUp();
    await indexer.handle([named('ada')]);
    assert.deepEqual(keys().sort(), ['alias/instagram:@ada', `profile/${ID}`]);
    await indexer.handle([named('countess', NEW_YEAR + 1)]);
    await indexer.handle([named('lovelace', NEW_YEAR + 2)]);
    const handles = await readHandles(records, [ID]);
    assert.deepEqual(handles?.get(ID), ['instagram:@ada', 'instagram:@countess']);
  });

  it('are listed when a reading is older than the stored one, or in the same batch', async () => {
    const { indexer, records } = await setUp();
    await indexer.handle([named('lovelace', NEW_YEAR + 2), named('countess', NEW_YEAR + 1)]);
    await indexer.handle([named('ada')]);
    const handles = await readHandles(records, [ID]);
    assert.deepEqual(handles?.get(ID), ['instagram:@ada', 'instagram:@countess']);
  });

  it('are removed with the person, without a look at the aliases of others', async () => {
    const { indexer, records, keys } = await setUp();
    for (const [n, name] of ['ada', 'countess', 'lovelace'].entries())
      await indexer.handle([named(name, NEW_YEAR + n)]);
    const scanned: string[] = [];
    const { scan } = records;
    records.scan = (prefix, options) => {
      scanned.push(prefix);
      return scan(prefix, options);
    };
    await indexer.handle([removal]);
    assert.deepEqual(keys(), []);
    assert.deepEqual(
      scanned.filter((prefix) => prefix.startsWith('alias/')),
      [],
    );
  });

  it('that now belong to another account stay with that account', async () => {
    const { indexer, keys } = await setUp();
    await indexer.handle([named('ada'), named('lovelace', NEW_YEAR + 1)]);
    const heir = profileEvent({ native_id: '99', username: 'ada', profile: null, fetched_at: NEW_YEAR + 5 });
    await indexer.handle([heir]);
    await indexer.handle([removal]);
    assert.deepEqual(
      keys().filter((key) => key.startsWith('alias/')),
      ['alias/instagram:@ada'],
    );
  });

  it('in a store of an earlier version are found, and listed once', async () => {
    const { indexer, records } = createIndexerWithFakes();
    await indexer.handle([named('ada')]);
    await indexer.handle([named('lovelace', NEW_YEAR + 1)]);
    await records.erase([`handles/${ID}`]);
    assert.equal(await readHandles(records, [ID]), null);
    await completeHandles(records, async () => {});
    const handles = await readHandles(records, [ID]);
    assert.deepEqual(handles?.get(ID), ['instagram:@ada']);
    await indexer.handle([removal]);
    assert.equal((await records.get(['alias/instagram:@ada']))[0], undefined);
  });
});
