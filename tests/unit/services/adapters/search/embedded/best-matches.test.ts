import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createAnalyser } from '#adapters/search/analysis/analyser.ts';
import { answerSearch } from '#adapters/search/embedded/reader/answer.ts';
import { slotsOf } from '#adapters/search/embedded/reader/columns/slot-set.ts';
import type { Snapshot, SnapshotReader } from '#adapters/search/embedded/reader/snapshot.ts';
import { createSnapshotReader } from '#adapters/search/embedded/reader/snapshot.ts';
import type { LiveIndex } from '#adapters/search/embedded/writer/live-index.ts';
import { createLiveIndex } from '#adapters/search/embedded/writer/live-index.ts';
import { prepareDocument } from '#adapters/search/embedded/writer/prepare-document.ts';
import type { Profile } from '#domain/profile.ts';
import { searchQuery } from '#tests/support/search-query.ts';
import { searchableProfile } from '#tests/support/searchable-profile.ts';
import { seededRandom } from '#tests/support/seeded-random.ts';

const analyser = createAnalyser();
const DOCUMENTS = 1_500;
const QUERIES = 300;
/** The first ones are in most of the documents. */
const WORDS = 'pono zuru mika vela toro gibu xeno quap faro limu jeso wade'.split(' ');
/** Differences that it rounds away are ties. */
const EXACT = 50_000;
const FIELDS = { h: 12, n: 8, t: 3, b: 1 } as const;

describe('the best matches of the embedded search index', () => {
  const random = seededRandom(3);
  const word = (exponent = 2) => WORDS[Math.floor(WORDS.length * random() ** exponent)] ?? '';
  const text = (length: number, exponent?: number) =>
    Array.from({ length: Math.floor(random() * length) + 1 }, () => word(exponent)).join(' ');
  let folder: string;
  let live: LiveIndex;
  let reader: SnapshotReader;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'influscope-best-'));
    live = createLiveIndex(folder);
    live.write(({ writer }) => {
      for (let number = 0; number < DOCUMENTS; number++) {
        const profile: Profile = {
          ...searchableProfile(number),
          username: random() < 0.02 ? `${word()}${word()}` : `creator${number}`,
          display_name: random() < 0.3 ? text(2, 1) : `Creator ${number}`,
          topics: random() < 0.3 ? [word(1)] : [],
          bio: text(20, 2),
          // Many are level, so that ids decide.
          followers: random() < 0.5 ? 1_000 : Math.floor(10 ** (2 + random() * 5)),
        };
        const document = prepareDocument(
          { id: profile.id, version: 1, json: JSON.stringify(profile) },
          analyser,
        );
        assert.ok(!('status' in document));
        writer.upsert(document);
        if (number % 20 === 19) writer.delete(`instagram:${number - Math.floor(random() * 20)}`);
      }
    });
    reader = createSnapshotReader(folder);
  });
  after(async () => {
    reader.close();
    live.close();
    await rm(folder, { recursive: true });
  });

  it('are those of ranking every match by the definition of the score', () => {
    let most = 0;
    for (let i = 0; i < QUERIES; i++) {
      const words = [...new Set(Array.from({ length: 1 + (i % 4) }, () => word(3)))];
      const limit = 1 + Math.floor(random() * 30);
      const followers = i % 3 === 0 ? { min: 1_001 } : null;
      const query = searchQuery({ text: words.join(' '), limit, followers });
      reader.read((snapshot) => {
        const { profiles, total } = answerSearch(query, snapshot, analyser);
        const ids = profiles.map((json) => (JSON.parse(json) as Profile).id);
        const expected = rankAll(words, snapshot, followers?.min ?? 0);
        most = Math.max(most, total);
        // Documents with a word that only begins so come after them.
        assert.ok(total >= expected.length, words.join(' '));
        assert.deepEqual(ids.slice(0, expected.length), expected.slice(0, limit), words.join(' '));
      });
    }
    assert.ok(most > DOCUMENTS / 2, `${most} matches`);
  });

  it('are the same with every limit', () => {
    for (let i = 0; i < QUERIES; i++) {
      const words = text(3, 3);
      const others = [`${words} -limu`, `${words} "${word(3)} ${word(3)}"`, `(faro OR vela) ${words}`];
      // With the last one, words only begin so.
      const asked = [words, ...others, words.slice(0, -1 - (i % 3))][i % 5] ?? '';
      const query = searchQuery({ text: asked, facets: true });
      reader.read((snapshot) => {
        const answer = (limit: number) => answerSearch({ ...query, limit }, snapshot, analyser);
        const all = answer(1_000);
        for (const limit of [1, 3, 10]) {
          const { profiles, total, facets, next } = answer(limit);
          assert.deepEqual(profiles, all.profiles.slice(0, limit), asked);
          assert.deepEqual({ total, facets }, { total: all.total, facets: all.facets });
          assert.equal(next === null, total <= limit);
        }
      });
    }
  });
});

/** Ids of the living documents that hold every word as typed, best first: BM25 over all fields, after whole names. */
function rankAll(words: readonly string[], { columns, postings }: Snapshot, minFollowers: number): string[] {
  const { live, alive, lengthSums, nameLength, topicLength, bioLength, audience, followers, ids } = columns;
  const lengths = { h: null, n: nameLength, t: topicLength, b: bioLength };
  const sums = { h: 0, n: lengthSums[0], t: lengthSums[1], b: lengthSums[2] };
  const scores = new Map<number, number>();
  for (const [at, word] of words.entries()) {
    const weights = new Map<number, number>();
    const holders = new Set<number>();
    for (const field of ['h', 'n', 't', 'b'] as const)
      for (const slot of slotsOf(postings.find(field + word, false))) {
        if (alive[slot] === 0) continue;
        const length = lengths[field]?.[slot];
        const mean = Math.max(1, sums[field] / live);
        const norm = length === undefined ? 1 : 0.5 + (0.5 * length) / mean;
        holders.add(slot);
        weights.set(slot, Math.fround((weights.get(slot) ?? 0) + Math.fround(FIELDS[field] / norm)));
      }
    // Words that only begin so count for how rare the last word is.
    if (at === words.length - 1)
      for (const field of ['h', 'n', 't', 'b'])
        for (const slot of slotsOf(postings.find(field + word, true)))
          if (alive[slot] === 1) holders.add(slot);
    const rarity = Math.log(1 + (live - holders.size + 0.5) / (holders.size + 0.5));
    for (const [slot, weight] of weights)
      if (at === 0 || scores.has(slot))
        scores.set(slot, (scores.get(slot) ?? 0) + (rarity * weight * 2.2) / (weight + 1.2));
    if (at > 0) for (const slot of scores.keys()) if (!weights.has(slot)) scores.delete(slot);
  }
  const keys = new Map<number, number>();
  const whole = new Set(slotsOf(postings.find(`h${words.join('')}`, false)));
  for (const [slot, text] of scores) {
    const popularity = audience[slot] ?? 0;
    if (!whole.has(slot)) keys.set(slot, EXACT + text * (1 + 0.005 * popularity) + 0.001 * popularity);
  }
  for (const slot of whole) {
    const isHandle = columns.handles.text(slot) === words.join('');
    if (alive[slot] === 1) keys.set(slot, (isHandle ? 70_000 : 60_000) + 0.001 * (audience[slot] ?? 0));
  }
  return [...keys.keys()]
    .filter((slot) => (followers[slot] ?? 0) >= minFollowers)
    .sort((a, b) => (keys.get(b) ?? 0) - (keys.get(a) ?? 0) || ids.compare(a, b))
    .map((slot) => ids.text(slot));
}
