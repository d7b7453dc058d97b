import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createAnalyser } from '#adapters/search/analysis/analyser.ts';
import { foldText } from '#adapters/search/analysis/fold.ts';
import { createEmbeddedSearchIndex } from '#adapters/search/embedded/embedded-search-index.ts';
import { printQuery } from '#contract/query/print-query.ts';
import { splitTree } from '#contract/query/split-tree.ts';
import type { RateDistribution, SearchDocument, SearchIndex } from '#ports/search-index.ts';
import { searchQuery } from '#tests/support/search-query.ts';
import type { TestAlias } from '#tests/support/servers/elasticsearch.ts';
import { testAlias } from '#tests/support/servers/elasticsearch.ts';
import { serverUrl } from '#tests/support/servers/servers.ts';
import { sharedData } from '#tests/support/shared-data.ts';
import { assertAgreement, queriesAbout, tierOfMatch } from './agreement.ts';
import { makeDemoDocuments, REAL_FILES, readRealDocuments } from './real-documents.ts';

const url = serverUrl('SEARCH_URL')?.href;
const QUERIES = Number(process.env.AGREEMENT_QUERIES ?? 200);

const corpora: [name: string, skip: string | false, read: () => Promise<SearchDocument[]>][] = [
  [
    'real profiles',
    REAL_FILES.map(([path]) => sharedData(path).skip).find(Boolean) ?? false,
    readRealDocuments,
  ],
  ['demo profiles', false, async () => makeDemoDocuments(3_000, 7)],
];

for (const [name, absent, read] of corpora) {
  const skip = url === undefined ? 'SEARCH_URL is not set' : absent;
  describe(`both search engines on ${name}`, { skip }, () => {
    let target: TestAlias;
    let folder: string;
    let documents: SearchDocument[];
    let engines: [embedded: SearchIndex, elasticsearch: SearchIndex];

    before(async () => {
      documents = await read();
      folder = await mkdtemp(join(tmpdir(), 'influscope-search-'));
      target = testAlias(url ?? '');
      engines = [createEmbeddedSearchIndex({ path: join(folder, 'search') }), target.open()];
      for (const engine of engines) {
        for (let at = 0; at < documents.length; at += 500) await engine.upsert(documents.slice(at, at + 500));
        await engine.refresh();
      }
    });
    after(async () => {
      await engines[0].close();
      await target.dispose();
      await rm(folder, { recursive: true });
    });

    it('find the same profiles, totals and facets, and order them the same by any number', async () => {
      const matched = { exact: 0, fuzzy: 0, some: 0 };
      for (const query of queriesAbout(documents, QUERIES, Number(process.env.AGREEMENT_SEED ?? 3)))
        matched[(await assertAgreement(query, engines)).matched]++;
      assert.ok(Math.min(...Object.values(matched)) > 5, JSON.stringify(matched));
      assert.deepEqual(await engines[1].count(), await engines[0].count());
    });

    it('put whole names before words as typed, then beginnings, then other forms, then the rest', async () => {
      const analyser = createAnalyser();
      for (const query of queriesAbout(documents, QUERIES, 5)) {
        const asked = { ...query, sort: 'relevance' as const, limit: 100, facets: false };
        const { text } = splitTree(asked.tree);
        if (text.length === 0) continue;
        for (const [at, engine] of engines.entries()) {
          const { data } = await engine.search(asked);
          const tiers = data.map((profile) => tierOfMatch(profile, text, analyser));
          assert.deepEqual(
            tiers,
            tiers.toSorted(),
            `${['embedded', 'elasticsearch'][at]}: ${printQuery(asked.tree)}`,
          );
        }
      }
    });

    it('put the one profile with a handle first when it is typed', async () => {
      const named = documents.filter(({ profile }) => profile.username !== null);
      for (let at = 0; at < named.length; at += Math.ceil(named.length / 60)) {
        const { id, username } = named[at]?.profile ?? { id: '', username: '' };
        for (const engine of engines) {
          const { data } = await engine.search(searchQuery({ text: username ?? '', limit: 1 }));
          assert.equal(foldText(data[0]?.username ?? ''), foldText(username ?? ''), id);
        }
      }
    });

    it('complete what is being typed alike', async () => {
      for (const { profile } of documents.slice(0, 40)) {
        const prefix = (profile.username ?? '').slice(0, 4);
        const [left = [], right = []] = await Promise.all(engines.map((engine) => engine.suggest(prefix, 8)));
        assert.equal(right.length > 0, left.length > 0, prefix);
      }
    });

    it('know the same distribution of rates', async () => {
      const [left, right] = await Promise.all(
        engines.map(async (engine) => byGroup(await engine.distribution())),
      );
      assert.deepEqual([...(right?.keys() ?? [])].sort(), [...(left?.keys() ?? [])].sort());
      for (const [group, expected] of left ?? []) {
        const actual = right?.get(group);
        assert.equal(actual?.population, expected.population, group);
        for (const [percent, value] of expected.quantiles.entries())
          assert.ok(
            Math.abs((actual?.quantiles[percent] ?? -1) - value) <= stepAround(expected.quantiles, percent),
            `${group} at ${percent}: ${actual?.quantiles[percent]} for ${value}`,
          );
      }
    });

    it('page through everything without gaps or doubles', async () => {
      const pages = await Promise.all(
        engines.map(async (engine) => {
          const ids: string[] = [];
          let cursor: string | null = null;
          do {
            const page = await engine.search(searchQuery({ sort: 'followers', limit: 97, cursor }));
            ids.push(...page.data.map(({ id }) => id));
            cursor = page.next;
          } while (cursor !== null);
          return ids;
        }),
      );
      assert.deepEqual(pages[1], pages[0]);
    });
  });
}

function byGroup(rows: readonly RateDistribution[]): Map<string, RateDistribution> {
  return new Map(rows.map((row) => [`${row.platform} ${row.tier} ${row.demo}`, row]));
}

/** From one percentile to its neighbours: how far two ways of reading between two rates may be apart. */
function stepAround(quantiles: readonly number[], percent: number): number {
  const at = (index: number) => quantiles[Math.max(0, Math.min(100, index))] ?? 0;
  return at(percent + 1) - at(percent - 1) + 1e-9;
}
