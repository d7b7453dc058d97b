/**
 * How often similar creators are about the same: `node bench/similar/similar.ts [count]`. Labels are withheld from the index:
 * the categories of generated profiles, and hashtags of real ones. Precision at 10 of InfluScope by words alone, and with meaning
 * where the text encoder is installed, beside plain more-like-this and random profiles; a missing result counts as wrong.
 * Weights were chosen by the even half of the profiles; the odd half is a check.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openTextEncoder } from '#adapters/meaning/open-text-encoder.ts';
import { createEmbeddedSearchIndex } from '#adapters/search/embedded/embedded-search-index.ts';
import { findSimilar } from '#api/similar/find-similar.ts';
import type { Profile } from '#domain/profile.ts';
import type { SearchIndex } from '#ports/search-index.ts';
import type { TextEncoder } from '#ports/text-encoder.ts';
import {
  makeDemoDocuments,
  REAL_FILES,
  readRealDocuments,
} from '#tests/contract/search-index/real-documents.ts';
import { meaningData } from '#tests/support/meaning/meaning-data.ts';
import { seededRandom } from '#tests/support/seeded-random.ts';
import { sharedData } from '#tests/support/shared-data.ts';
import { countedEncoder } from '../meaning/counted-encoder.ts';
import { bootstrap } from '../meaning/ndcg.ts';
import { quantile } from '../quantile.ts';
import type { Labelled } from './labelled.ts';
import { withholdCategory, withholdHashtags, withholdSubjects } from './labelled.ts';
import { plainMoreLikeThis } from './plain.ts';

const COUNT = Number(process.argv[2] ?? 5_000);
/** About this many profiles are asked for. */
const ASKED = 400;
const AT = 10;

const generated = makeDemoDocuments(COUNT, 7).map(({ profile }) => profile);
await measure('generated profiles, category withheld', withholdCategory(generated));
const absent = REAL_FILES.map(([path]) => sharedData(path).skip).find(Boolean);
if (absent) console.log(`real profiles: ${absent}`);
else {
  const documents = await readRealDocuments();
  const real = [...new Map(documents.map(({ profile }) => [profile.id, profile])).values()];
  await measure('real profiles with a shared hashtag, hashtags withheld', withholdHashtags(real));
  await measure('real profiles with a shared subject, its word withheld', withholdSubjects(real));
}

async function measure(name: string, labelled: readonly Labelled[]): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'influscope-similar-'));
  const profiles = labelled.map(({ profile }) => profile);
  const labelsOf = new Map(labelled.map(({ profile, labels }) => [profile.id, labels]));
  const random = seededRandom(5);
  const step = Math.max(1, Math.floor(labelled.length / ASKED));
  const asked = labelled.filter((_, at) => at % step === 0);
  const plain = plainMoreLikeThis(profiles, AT);
  const drawn = () => labelled[Math.floor(random() * labelled.length)]?.profile.id ?? '';
  const rankings: Record<string, string[][]> = {
    'plain more-like-this': asked.map(({ profile }) => plain(profile.id)),
    random: asked.map(() => Array.from({ length: AT }, drawn)),
  };
  const labels = new Set([...labelsOf.values()].flat()).size;
  console.log(`${name}: ${labelled.length} profiles, ${labels} labels`);
  try {
    for (const [way, encoder] of [['words', null] as const, ...(await waysWithMeaning())]) {
      const index = await fillIndex(join(folder, way), profiles, encoder);
      const times: number[] = [];
      const before = process.cpuUsage();
      rankings[way] = [];
      for (const { profile } of asked) {
        const start = performance.now();
        rankings[way].push(await similarIds(index, profile));
        times.push(performance.now() - start);
      }
      const { user, system } = process.cpuUsage(before);
      const p = [0.5, 0.95].map((part) => quantile(times, part).toFixed(1));
      const cpu = ((user + system) / 1_000 / asked.length).toFixed(1);
      console.log(
        `  ${way}: p50 ${p[0]} ms, p95 ${p[1]} ms, ${cpu} ms of processor time, of ${asked.length}`,
      );
      await index.close();
      await encoder?.close();
    }
  } finally {
    await rm(folder, { recursive: true });
  }
  const shares = Object.entries(rankings).map(([way, lists]) => {
    const right = lists.map((ids, at) =>
      ids.filter((id) => labelsOf.get(id)?.some((label) => asked[at]?.labels.includes(label))),
    );
    return [way, right.map((ids) => ids.length / AT)] as const;
  });
  for (const [half, rest] of [
    ['even', 0],
    ['odd', 1],
  ] as const) {
    const part = new Map(shares.map(([way, values]) => [way, values.filter((_, at) => at % 2 === rest)]));
    const figures = [...part].map(([way, values]) => `${way} ${mean(values).toFixed(3)}`);
    console.log(`  ${half} half, precision at ${AT}: ${figures.join(', ')}`);
    compare(part, 'words', 'plain more-like-this', random);
    compare(part, 'meaning', 'plain more-like-this', random);
    compare(part, 'meaning', 'words', random);
  }
}

async function waysWithMeaning(): Promise<['meaning', TextEncoder][]> {
  const { encoder } = meaningData.skip
    ? { encoder: null }
    : await openTextEncoder({ folder: meaningData.folder });
  return encoder === null ? [] : [['meaning', encoder]];
}

/** An index of the profiles, with vectors where there is an encoder. */
async function fillIndex(
  path: string,
  profiles: readonly Profile[],
  encoder: TextEncoder | null,
): Promise<SearchIndex> {
  const counted = encoder && countedEncoder(encoder);
  const index = createEmbeddedSearchIndex({
    path,
    ...(counted && { encoder: async () => ({ encoder: counted.encoder }) }),
  });
  for (let at = 0; at < profiles.length; at += 500)
    await index.upsert(profiles.slice(at, at + 500).map((profile) => ({ profile, version: 1 })));
  await index.refresh();
  await counted?.encoded(profiles);
  return index;
}

function compare(
  part: ReadonlyMap<string, readonly number[]>,
  way: string,
  other: string,
  random: () => number,
): void {
  const [values, others] = [part.get(way), part.get(other)];
  if (values === undefined || others === undefined) return;
  const differences = values.map((value, at) => value - (others[at] ?? 0));
  const [by, low, high] = Object.values(bootstrap(differences, random)).map((value) => value.toFixed(3));
  console.log(`    ${way} minus ${other}: ${by} (95 %: ${low} to ${high})`);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

async function similarIds(index: SearchIndex, profile: Profile): Promise<string[]> {
  const found = await findSimilar(index, profile, { filters: [], limit: AT, nowMs: Date.now() });
  return found.map((one) => one.profile.id);
}
