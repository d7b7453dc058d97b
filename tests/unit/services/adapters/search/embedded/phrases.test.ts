import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createAnalyser } from '#adapters/search/analysis/analyser.ts';
import { foldText } from '#adapters/search/analysis/fold.ts';
import { wordSequence } from '#adapters/search/analysis/tokenize.ts';
import { answerSearch } from '#adapters/search/embedded/reader/answer.ts';
import { answerScan } from '#adapters/search/embedded/reader/answer-scan.ts';
import type { SnapshotReader } from '#adapters/search/embedded/reader/snapshot.ts';
import { createSnapshotReader } from '#adapters/search/embedded/reader/snapshot.ts';
import type { LiveIndex } from '#adapters/search/embedded/writer/live-index.ts';
import { createLiveIndex } from '#adapters/search/embedded/writer/live-index.ts';
import { prepareDocument } from '#adapters/search/embedded/writer/prepare-document.ts';
import type { Profile } from '#domain/profile.ts';
import { searchQuery } from '#tests/support/search-query.ts';
import { searchableProfile } from '#tests/support/searchable-profile.ts';
import { seededRandom } from '#tests/support/seeded-random.ts';

const analyser = createAnalyser();
const ROUNDS = 24;
const BATCH = 60;
const PHRASES = 40;
/** Common words come first. Some have signs or are in a script without spaces. */
const WORDS = 'the of vegan food travel münchen c++ 東京都 tech daily life art bakes runs codes sings'.split(
  ' ',
);

describe('phrases of the embedded search index', () => {
  const random = seededRandom(5);
  const pick = (exponent: number) => WORDS[Math.floor(WORDS.length * random() ** exponent)] ?? '';
  const text = (length: number, exponent = 2) =>
    Array.from({ length: 1 + Math.floor(random() * length) }, () => pick(exponent)).join(
      random() < 0.1 ? ', ' : ' ',
    );
  const profiles = new Map<string, Profile>();
  let folder: string;
  let live: LiveIndex;
  let other: LiveIndex;
  let old: SnapshotReader;

  const make = (number: number): Profile => ({
    ...searchableProfile(number),
    display_name: text(3),
    topics: [text(2), text(2)],
    bio: text(14),
  });
  const write = (index: LiveIndex, numbers: readonly number[], version: number) =>
    index.write(({ writer }) => {
      for (const number of numbers) {
        const profile = make(number);
        writer.upsert(prepare(profile, version));
        profiles.set(profile.id, profile);
      }
    });
  const prepare = (profile: Profile, version: number) => {
    const document = prepareDocument({ id: profile.id, version, json: JSON.stringify(profile) }, analyser);
    assert.ok(!('status' in document));
    return document;
  };
  /** Leaves a document as code without postings of pairs writes it. */
  const stripPairs = (id: string) =>
    live.write(({ store: { db } }) => {
      const profile = profiles.get(id);
      if (profile === undefined) return;
      const { ordinal } = db.prepare('SELECT ordinal FROM attributes WHERE id = ?').get(id) as {
        ordinal: number;
      };
      db.prepare('DELETE FROM postings WHERE rowid = ?').run(ordinal);
      db.prepare('INSERT INTO postings (rowid, tokens) VALUES (?, ?)').run(
        ordinal,
        prepare(profile, 1).text.postings,
      );
      db.prepare('UPDATE attributes SET lengths = lengths & 0xffffff WHERE ordinal = ?').run(ordinal);
    });

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'influscope-phrases-'));
    live = createLiveIndex(folder);
    other = createLiveIndex(folder);
    write(live, [0], 1);
    old = createSnapshotReader(folder);
    old.read(() => {});
  });
  after(async () => {
    old.close();
    live.close();
    other.close();
    await rm(folder, { recursive: true });
  });

  it('are found as by looking at every text, through updates, deletions, lost transactions and two writers', () => {
    for (let round = 0; round < ROUNDS; round++) {
      const from = round * BATCH;
      write(round % 3 === 0 ? other : live, range(from, from + BATCH), 1);
      if (round % 4 === 1) stripPairs(searchableProfile(from).id);
      if (round % 5 === 2)
        write(
          live,
          Array.from({ length: 10 }, () => Math.floor(random() * from)),
          round + 1,
        );
      if (round % 5 === 3)
        live.write(({ writer }) => {
          for (const number of Array.from({ length: 8 }, () => Math.floor(random() * from))) {
            const { id } = searchableProfile(number);
            writer.delete(id);
            profiles.delete(id);
          }
        });
      if (round % 6 === 5)
        assert.throws(
          () =>
            live.write(({ writer }) => {
              for (const number of range(from, from + BATCH)) writer.upsert(prepare(make(number), 99));
              throw new Error('lost');
            }),
          /lost/,
        );
      if (round % 4 === 3) compare();
    }
    const common = old.read(
      ({ db }) => db.prepare('SELECT count(*) AS count FROM common_words').get()?.count,
    );
    assert.ok((common as number) >= 5, `${common} common words`);
  });

  it('are found after everything was read again', () => {
    old.close();
    compare();
  });

  function compare(): void {
    const fresh = createSnapshotReader(folder);
    for (let i = 0; i < PHRASES; i++) {
      const phrase = text(3, 1.5);
      const queries: [string, (profile: Profile) => boolean][] = [
        [`"${phrase}"`, (profile) => holds(profile, phrase)],
        [`the -"${phrase}"`, (profile) => holds(profile, 'the') && !holds(profile, phrase)],
        [
          `food ("${phrase}" OR art)`,
          (profile) => holds(profile, 'food') && (holds(profile, phrase) || holds(profile, 'art')),
        ],
      ];
      for (const [query, isMatch] of queries) {
        const expected = [...profiles.values()].filter(isMatch).map(({ id }) => id);
        for (const reader of [old, fresh]) {
          assert.deepEqual(found(reader, query), expected.sort(), query);
        }
      }
    }
    fresh.close();
  }

  function found(reader: SnapshotReader, text: string): string[] {
    const query = searchQuery({ text });
    return reader.read((snapshot) => {
      const ids: string[] = [];
      for (let after: string | null = ''; after !== null; ) {
        const scan = answerScan(query, after, snapshot, analyser);
        for (const json of scan.profiles) ids.push((JSON.parse(json) as Profile).id);
        after = scan.last;
      }
      assert.equal(answerSearch(query, snapshot, analyser).total, ids.length, text);
      return ids;
    });
  }
});

const sequences = new WeakMap<Profile, string>();

/** Whether one of the texts of a profile has the phrase. */
function holds(profile: Profile, phrase: string): boolean {
  let own = sequences.get(profile);
  if (own === undefined) {
    const { username, display_name, category, topics, bio } = profile;
    const texts = [username, display_name, category, ...topics, bio];
    own = texts.map((text) => wordSequence(foldText(text ?? ''))).join('|');
    sequences.set(profile, own);
  }
  return own.includes(wordSequence(foldText(phrase)));
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, i) => from + i);
}
