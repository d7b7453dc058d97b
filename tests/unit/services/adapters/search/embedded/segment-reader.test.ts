import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, describe, it } from 'node:test';
import { createAnalyser } from '#adapters/search/analysis/analyser.ts';
import { NO_SLOTS, slotsOf } from '#adapters/search/embedded/reader/columns/slot-set.ts';
import type { Wanted } from '#adapters/search/embedded/reader/segments/segment-reader.ts';
import { createSegmentReader } from '#adapters/search/embedded/reader/segments/segment-reader.ts';
import { readStructure } from '#adapters/search/embedded/reader/segments/structure.ts';
import type { Snapshot, SnapshotReader } from '#adapters/search/embedded/reader/snapshot.ts';
import { createSnapshotReader } from '#adapters/search/embedded/reader/snapshot.ts';
import type { LiveIndex } from '#adapters/search/embedded/writer/live-index.ts';
import { createLiveIndex } from '#adapters/search/embedded/writer/live-index.ts';
import { prepareDocument } from '#adapters/search/embedded/writer/prepare-document.ts';
import { CorruptStoreError } from '#ports/errors.ts';
import { searchableProfile } from '#tests/support/searchable-profile.ts';
import { seededRandom } from '#tests/support/seeded-random.ts';

const analyser = createAnalyser();
/** Held by every document: more documents than a page has bytes. */
const EVERYWHERE = 'everywhere';
const DOCUMENTS = 4_500;
const BATCH = 90;

describe('createSegmentReader', () => {
  let folder: string;
  let live: LiveIndex;
  let old: SnapshotReader;
  const random = seededRandom(11);
  const words = Array.from({ length: 600 }, () =>
    Array.from({ length: 2 + Math.floor(random() * 5) }, () => 'abcdéжの'[Math.floor(random() * 7)]).join(''),
  );
  const word = () => words[Math.floor(words.length * random() ** 3)] ?? '';

  const write = (numbers: readonly number[]) =>
    live.write(({ writer }) => {
      for (const number of numbers) {
        const profile = {
          ...searchableProfile(number),
          display_name: `${word()} ${word()}`,
          bio: `${EVERYWHERE} ${Array.from({ length: 6 }, word).join(' ')}`,
          topics: [word()],
        };
        const document = prepareDocument(
          { id: profile.id, version: 1, json: JSON.stringify(profile) },
          analyser,
        );
        assert.ok(!('status' in document));
        writer.upsert(document);
      }
    });

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'influscope-segments-'));
    live = createLiveIndex(folder);
    write([0]);
    old = createSnapshotReader(folder);
    old.read(() => {});
  });
  after(async () => {
    old.close();
    live.close();
    await rm(folder, { recursive: true });
  });

  it('finds what FTS5 finds, through updates, deletions and merges', () => {
    let most = 0;
    for (let from = 0; from < DOCUMENTS; from += BATCH) {
      write(Array.from({ length: BATCH }, (_, i) => from + i));
      if (from % (10 * BATCH) !== 0) continue;
      write(Array.from({ length: BATCH }, () => Math.floor(random() * from)));
      live.write(({ writer }) => {
        for (let i = 0; i < BATCH; i++) writer.delete(`instagram:${Math.floor(random() * from)}`);
      });
      // A reader that saw the deleted documents, and one that never did.
      old.read((snapshot) => compare(snapshot));
      const fresh = createSnapshotReader(folder);
      fresh.read((snapshot) => {
        compare(snapshot);
        most = Math.max(most, structureOf(snapshot).length);
      });
      fresh.close();
    }
    assert.ok(most > 3, String(most));
  });

  it('finds the same while a merge is not over', () => {
    live.write(({ store }) => store.db.exec("INSERT INTO postings (postings, rank) VALUES ('merge', -5)"));
    old.read((snapshot) => {
      assert.ok(structureOf(snapshot).some(({ first }) => first > 1));
      compare(snapshot);
    });
  });

  it('finds the same after all segments became one', () => {
    live.write(({ store }) => store.db.exec("INSERT INTO postings (postings) VALUES ('optimize')"));
    old.read((snapshot) => {
      compare(snapshot);
      assert.equal(structureOf(snapshot).length, 1);
    });
  });

  it('leaves tokens that the tokenizer would change to FTS5', () => {
    old.read(({ db, columns }) => {
      const reader = createSegmentReader(db, columns);
      for (const token of ['bTech', 'b tech', 'b"', 'b', `b${'x'.repeat(2_000)}`])
        assert.equal(reader.find([token], 'whole') === undefined, token !== 'b', token);
    });
  });

  it('reports a damaged page as a damaged index', () => {
    const { path } = live.open().store;
    const db = new DatabaseSync(path, { defensive: false });
    db.exec('UPDATE postings_data SET block = zeroblob(40) WHERE id > 1000000');
    db.exec('UPDATE state SET changes = changes + 1');
    db.close();
    assert.throws(
      () => old.read(({ postings }) => postings.find('bnothing', false)),
      (error) => error instanceof CorruptStoreError,
    );
  });

  function compare({ db, columns }: Snapshot): void {
    const reader = createSegmentReader(db, columns);
    const select = db.prepare('SELECT rowid FROM postings WHERE postings MATCH ? ORDER BY rowid');
    const check = (tokens: string[], prefix: boolean) => {
      const match = tokens.map((token) => (prefix ? `"${token}" *` : `"${token}"`)).join(' OR ');
      const expected = select.all(match).map(({ rowid }) => columns.slotAtOrAfter(rowid as number));
      const find = (wanted: Wanted) => [...slotsOf(reader.find(tokens, wanted) ?? NO_SLOTS)];
      assert.deepEqual(find(prefix ? 'begun' : 'whole'), expected, match);
      if (!prefix) return;
      const both = [...find('longer'), ...find('whole')];
      assert.deepEqual(
        [...new Set(both)].sort((a, b) => a - b),
        expected,
        `longer ${match}`,
      );
    };
    const known = db
      .prepare('SELECT token FROM words')
      .all()
      .map(({ token }) => token as string);
    for (let i = 0; i < 60; i++) {
      const token = known[Math.floor(random() * known.length)] ?? '';
      check([token], false);
      check([token.slice(0, 1 + Math.floor(random() * 3))], true);
      check([token, `${token}x`, known[i] ?? '', `b${EVERYWHERE}`].slice(0, 1 + (i % 4)), false);
      check([`${token}a`], i % 2 === 0);
    }
    check([`b${EVERYWHERE}`], false);
    check(['b'], true);
    check(['zzz'], true);
  }
});

function structureOf({ db }: Snapshot) {
  const record = db.prepare('SELECT block FROM postings_data WHERE id = 10').get()?.block as Uint8Array;
  const segments = readStructure(record);
  assert.ok(segments);
  return segments;
}

describe('readStructure', () => {
  it('knows no record of another form', () => {
    assert.equal(readStructure(Uint8Array.of(0, 0, 0, 0, 1, 1, 0)), undefined);
    assert.equal(readStructure(Uint8Array.of(0, 0, 0, 0, 0xff, 0, 0, 1, 1, 1, 0, 0)), undefined);
    assert.equal(readStructure(Uint8Array.of()), undefined);
  });
});
