/**
 * How often similar creators are of the same category: `node bench/similar.ts [count]`. The categories are withheld from the
 * index, so that they are labels only. Few real profiles have a category: their labels are the hashtags of their bios, and a profile is
 * right if it shares one. Precision at 10 of InfluScope beside plain more-like-this (cosine of tf-idf over
 * bio, topics and name) and beside ten random profiles. SEARCH_URL measures Elasticsearch instead of the embedded index.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEmbeddedSearchIndex } from '#adapters/search/embedded/embedded-search-index.ts';
import { findSimilar } from '#api/similar/find-similar.ts';
import { extractHashtags } from '#domain/hashtags.ts';
import type { Profile } from '#domain/profile.ts';
import type { SearchIndex } from '#ports/search-index.ts';
import {
  makeDemoDocuments,
  REAL_FILES,
  readRealDocuments,
} from '#tests/contract/search-index/real-documents.ts';
import { seededRandom } from '#tests/support/seeded-random.ts';
import { sharedData } from '#tests/support/shared-data.ts';
import { quantile } from './quantile.ts';

const COUNT = Number(process.argv[2] ?? 5_000);
const SEEDS = 200;
const AT = 10;
const HASHTAGS = /[#＃][\p{L}\p{N}\p{M}_]+/gu;

interface Labelled {
  profile: Profile;
  labels: readonly string[];
}

await measure(
  'generated profiles, category withheld',
  makeDemoDocuments(COUNT, 7).flatMap(({ profile }) => withhold(profile)),
);
const absent = REAL_FILES.map(([path]) => sharedData(path).skip).find(Boolean);
if (absent) console.log(`real profiles: ${absent}`);
else
  await measure(
    'real profiles with a hashtag that another has, hashtags withheld',
    withholdHashtags((await readRealDocuments()).map(({ profile }) => profile)),
  );

/** Profiles with a label and a text to compare by. */
function withhold(profile: Profile): Labelled[] {
  const { category, category_guess: _guess, ...rest } = profile;
  if (category === null || (rest.bio === null && rest.topics.length === 0)) return [];
  return [{ profile: { ...rest, category: null }, labels: [category.toLowerCase()] }];
}

/** Profiles with a hashtag that others have too, without any hashtag, and with another text to compare by. */
function withholdHashtags(profiles: readonly Profile[]): Labelled[] {
  const unique = [...new Map(profiles.map((profile) => [profile.id, profile])).values()];
  const counts = new Map<string, number>();
  for (const { bio } of unique)
    for (const tag of extractHashtags(bio ?? '')) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  return unique.flatMap((profile) => {
    const labels = extractHashtags(profile.bio ?? '').filter((tag) => (counts.get(tag) ?? 0) > 1);
    const bio = (profile.bio ?? '').replace(HASHTAGS, ' ').trim();
    if (labels.length === 0 || bio === '') return [];
    const { topic_evidence: _evidence, category_guess: _guess, ...rest } = profile;
    return [{ profile: { ...rest, bio, topics: [] }, labels }];
  });
}

async function measure(name: string, labelled: readonly Labelled[]): Promise<void> {
  if (labelled.length < 50) return console.log(`${name}: only ${labelled.length} with a label`);
  const folder = await mkdtemp(join(tmpdir(), 'influscope-similar-'));
  const index = createEmbeddedSearchIndex({ path: join(folder, 'search') });
  const labelsOf = new Map(labelled.map(({ profile, labels }) => [profile.id, labels]));
  const random = seededRandom(5);
  try {
    for (let at = 0; at < labelled.length; at += 500)
      await index.upsert(labelled.slice(at, at + 500).map(({ profile }) => ({ profile, version: 1 })));
    await index.refresh();
    const seeds = Array.from({ length: SEEDS }, () => labelled[Math.floor(random() * labelled.length)]!);
    const plain = plainMoreLikeThis(labelled.map(({ profile }) => profile));
    const times: number[] = [];
    const precision = { own: 0, plain: 0, random: 0 };
    for (const { profile, labels } of seeds) {
      const before = performance.now();
      const own = await similarIds(index, profile);
      times.push(performance.now() - before);
      const share = (ids: readonly string[]) =>
        ids.filter((id) => labelsOf.get(id)?.some((label) => labels.includes(label))).length / AT;
      precision.own += share(own);
      precision.plain += share(plain(profile));
      precision.random += share(
        Array.from({ length: AT }, () => labelled[Math.floor(random() * labelled.length)]!.profile.id),
      );
    }
    console.log(
      `${name}: ${labelled.length} profiles, ${new Set([...labelsOf.values()].flat()).size} labels, ${SEEDS} asked; precision at ${AT}: ` +
        `InfluScope ${(precision.own / SEEDS).toFixed(3)}, plain more-like-this ${(precision.plain / SEEDS).toFixed(3)}, ` +
        `random ${(precision.random / SEEDS).toFixed(3)}; p50 ${quantile(times, 0.5).toFixed(1)} ms, p95 ${quantile(times, 0.95).toFixed(1)} ms`,
    );
  } finally {
    await index.close();
    await rm(folder, { recursive: true });
  }
}

async function similarIds(index: SearchIndex, profile: Profile): Promise<string[]> {
  const found = await findSimilar(index, profile, { filters: [], limit: AT, nowMs: Date.now() });
  return found.map((one) => one.profile.id);
}

/** The ten nearest by the cosine of tf-idf vectors, over all profiles. */
function plainMoreLikeThis(profiles: readonly Profile[]): (profile: Profile) => string[] {
  const counts = profiles.map(wordCounts);
  const holders = new Map<string, number>();
  for (const words of counts)
    for (const word of words.keys()) holders.set(word, (holders.get(word) ?? 0) + 1);
  const vectors = counts.map((words) => {
    const vector = new Map(
      [...words].map(([word, count]) => [word, count * Math.log(profiles.length / (holders.get(word) ?? 1))]),
    );
    const norm = Math.hypot(...vector.values()) || 1;
    return new Map([...vector].map(([word, weight]) => [word, weight / norm]));
  });
  const byId = new Map(profiles.map(({ id }, at) => [id, at]));
  return ({ id }) => {
    const own = vectors[byId.get(id) ?? -1] ?? new Map<string, number>();
    const scores = vectors.map((other, at) => {
      let score = 0;
      for (const [word, weight] of own) score += weight * (other.get(word) ?? 0);
      return { id: profiles[at]?.id ?? '', score };
    });
    return scores
      .filter((one) => one.id !== id)
      .sort((a, b) => b.score - a.score)
      .slice(0, AT)
      .map((one) => one.id);
  };
}

function wordCounts({ bio, topics, display_name }: Profile): Map<string, number> {
  const counts = new Map<string, number>();
  const text = `${bio ?? ''} ${topics.join(' ')} ${display_name ?? ''}`.toLowerCase();
  for (const [word] of text.matchAll(/[\p{L}\p{N}]{2,}/gu)) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}
