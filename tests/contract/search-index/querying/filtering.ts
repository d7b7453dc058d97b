import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SORTS } from '#contract/limits.ts';
import type { SearchQuery } from '#contract/query/search-query.ts';
import { wantedText } from '#contract/query/split-tree.ts';
import { searchQuery } from '#tests/support/search-query.ts';
import { seededRandom } from '#tests/support/seeded-random.ts';
import { generateDocuments, WORDS } from '../fixtures.ts';
import type { MakeIndex } from '../make-index.ts';
import { withIndex } from '../with-index.ts';
import { countBy, matchingProfiles, sortedIds } from './brute-force.ts';

export function filteringContract(name: string, makeIndex: MakeIndex): void {
  describe(`search index ${name}: filtering`, () => {
    it('answers totals, facets and order as looking at every profile does', () => {
      const documents = generateDocuments(600, 7);
      const profiles = documents.map(({ profile }) => profile);
      return withIndex(makeIndex, documents, async (index) => {
        for (const query of generateQueries(120, 11)) {
          const expected = matchingProfiles(profiles, query);
          const page = await index.search(query);
          const asked = JSON.stringify(query);
          assert.equal(page.total, expected.length, asked);
          if (query.sort !== 'relevance' || wantedText(query.tree).length === 0) {
            const ids = sortedIds(expected, query.sort).slice(0, query.limit);
            assert.deepEqual(
              page.data.map(({ id }) => id),
              ids,
              asked,
            );
          }
          assert.deepEqual(
            page.facets,
            query.facets
              ? {
                  platform: countBy(expected.map(({ platform }) => platform)),
                  category: countBy(expected.map(({ category }) => category)),
                  tier: countBy(expected.map(({ tier }) => tier)),
                  source: countBy(expected.map(({ source }) => source)),
                }
              : null,
            asked,
          );
        }
      });
    });

    it('returns each profile as the text that was written, with the inputs of its percentile', () => {
      const documents = generateDocuments(30, 5);
      return withIndex(makeIndex, documents, async (index) => {
        const query = searchQuery({ facets: true, limit: 20 });
        const { data, ...page } = await index.search(query);
        const { data: texts, ...same } = await index.searchTexts(query);
        assert.deepEqual(same, page);
        assert.deepEqual(
          texts.map(String),
          data.map((profile) => JSON.stringify(profile)),
        );
        for (const [i, { rank }] of texts.entries()) {
          const { platform, tier, source, engagement_rate: rate } = data[i] as (typeof data)[number];
          assert.deepEqual(
            [rank.platform, rank.tier, rank.source, rank.engagement_rate],
            [platform, tier, source, rate],
          );
        }
      });
    });

    it('reports at most 20 values a facet, the most frequent', () => {
      const documents = generateDocuments(100, 3).map(({ profile, version }, i) => ({
        version,
        profile: { ...profile, category: `category ${i < 50 ? i % 5 : i}` },
      }));
      return withIndex(makeIndex, documents, async (index) => {
        const { facets } = await index.search(searchQuery({ facets: true }));
        assert.equal(facets?.category.length, 20);
        assert.deepEqual(
          facets?.category.slice(0, 6).map(({ count }) => count),
          [10, 10, 10, 10, 10, 1],
        );
      });
    });

    it('reports the rates of each platform and tier, demo profiles apart', () => {
      const documents = generateDocuments(400, 5);
      return withIndex(makeIndex, documents, async (index) => {
        const rows = await index.distribution();
        const rated = documents.filter(
          ({ profile }) => profile.engagement_rate !== null && profile.tier !== null,
        );
        assert.equal(
          rows.reduce((sum, { population }) => sum + population, 0),
          rated.length,
        );
        for (const { platform, tier, demo, population, quantiles } of rows) {
          const rates = rated
            .map(({ profile }) => profile)
            .filter((p) => p.platform === platform && p.tier === tier && (p.source === 'demo') === demo)
            .map(({ engagement_rate }) => engagement_rate ?? 0)
            .sort((a, b) => a - b);
          assert.equal(population, rates.length);
          assert.equal(quantiles.length, 101);
          assert.equal(quantiles[0], rates[0]);
          assert.equal(quantiles[100], rates.at(-1));
          assert.deepEqual(
            quantiles,
            quantiles.toSorted((a, b) => a - b),
          );
        }
      });
    });
  });
}

function generateQueries(count: number, seed: number): SearchQuery[] {
  const random = seededRandom(seed);
  const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T;
  const often = <T>(value: T, otherwise: T): T => (random() < 0.4 ? value : otherwise);
  return Array.from({ length: count }, () =>
    searchQuery({
      text: pick(['', '', pick(WORDS), 'tec', `${pick(WORDS)} ${pick(WORDS)}`]),
      platforms: often([pick(['github', 'x']), 'youtube'], []),
      categories: often([pick(['technology', 'CAFE & food', 'Unknown'])], []),
      sources: often([pick(['demo', 'import'])], []),
      followers: often(pick([{ min: 1_000 }, { max: 100_000 }, { min: 10, max: 10_000 }]), null),
      engagement: often(pick([{ min: 0.03 }, { max: 0.1 }, { min: 0.02, max: 0.08 }]), null),
      reportedEngagement: often(pick([{ min: 0.03 }, { max: 0.05 }]), null),
      sort: pick(SORTS),
      limit: pick([1, 20, 100]),
      facets: random() < 0.5,
    }),
  );
}
