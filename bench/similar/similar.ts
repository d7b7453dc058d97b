/**
 * How often similar creators are about the same: `node bench/similar/similar.ts [count]`. Labels are withheld from the index:
 * the categories of generated profiles, and hashtags of real ones. Precision at 10 of InfluScope beside plain more-like-this
 * and random profiles; a missing result counts as wrong. Weights were chosen by the even half of the profiles; the odd
 * half is a check.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEmbeddedSearchIndex } from '#adapters/search/embedded/embedded-search-index.ts';
import { findSimilar } from '#api/similar/find-similar.ts';
import type { Profile } from '#domain/profile.ts';
import type { SearchIndex } from '#ports/search-index.ts';
import {
  makeDemoDocuments,
  REAL_FILES,
  readRealDocuments,
} from '#tests/contract/search-index/real-documents.ts';
import { seededRandom } from '#tests/support/seeded-random.ts';
import { sharedData } from '#tests/support/shared-data.ts';
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
  const index = createEmbeddedSearchIndex({ path: join(folder, 'search') });
  const labelsOf = new Map(labelled.map(({ profile, labels }) => [profile.id, labels]));
  const random = seededRandom(5);
  const step = Math.max(1, Math.floor(labelled.length / ASKED));
  try {
    for (let at = 0; at < labelled.length; at += 500)
      await index.upsert(labelled.slice(at, at + 500).map(({ profile }) => ({ profile, version: 1 })));
    await index.refresh();
    const plain = plainMoreLikeThis(
      labelled.map(({ profile }) => profile),
      AT,
    );
    const times: number[] = [];
    const rows: { own: number; plain: number; random: number; shown: number }[] = [];
    for (let at = 0; at < labelled.length; at += step) {
      const { profile, labels } = labelled[at]!;
      const before = performance.now();
      const own = await similarIds(index, profile);
      times.push(performance.now() - before);
      const share = (ids: readonly string[]) =>
        ids.filter((id) => labelsOf.get(id)?.some((label) => labels.includes(label))).length / AT;
      const others = Array.from(
        { length: AT },
        () => labelled[Math.floor(random() * labelled.length)]!.profile.id,
      );
      rows.push({
        own: share(own),
        plain: share(plain(profile.id)),
        random: share(others),
        shown: own.length,
      });
    }
    const labels = new Set([...labelsOf.values()].flat()).size;
    const p = [0.5, 0.95].map((part) => quantile(times, part).toFixed(1));
    console.log(
      `${name}: ${labelled.length} profiles, ${labels} labels; p50 ${p[0]} ms, p95 ${p[1]} ms of ${rows.length}`,
    );
    for (const [half, rest] of [
      ['even', 0],
      ['odd', 1],
    ] as const) {
      const part = rows.filter((_, place) => place % 2 === rest);
      const mean = (of: (row: (typeof rows)[number]) => number) =>
        part.reduce((sum, row) => sum + of(row), 0) / part.length;
      const {
        mean: gain,
        low,
        high,
      } = bootstrap(
        part.map((row) => row.own - row.plain),
        random,
      );
      console.log(
        `  ${half} half, ${part.length} asked: precision at ${AT} InfluScope ${mean(({ own }) => own).toFixed(3)} ` +
          `(${mean(({ shown }) => shown).toFixed(1)} results), plain more-like-this ${mean((row) => row.plain).toFixed(3)}, ` +
          `random ${mean((row) => row.random).toFixed(3)}; difference to plain ${gain.toFixed(3)} (95 %: ${low.toFixed(3)} to ${high.toFixed(3)})`,
      );
    }
  } finally {
    await index.close();
    await rm(folder, { recursive: true });
  }
}

async function similarIds(index: SearchIndex, profile: Profile): Promise<string[]> {
  const found = await findSimilar(index, profile, { filters: [], limit: AT, nowMs: Date.now() });
  return found.map((one) => one.profile.id);
}
