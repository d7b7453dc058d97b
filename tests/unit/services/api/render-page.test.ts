import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stringText } from '#adapters/search/stored/string-text.ts';
import type { RankTable } from '#api/percentiles.ts';
import { createPageRenderer } from '#api/render-page.ts';
import { createCursorSigner } from '#api/sign-cursor.ts';
import type { ProfileText, SearchPage } from '#ports/search-index.ts';
import { searchableProfile } from '#tests/support/searchable-profile.ts';

const MEANING = { query: 'q', sort: 'relevance' as const, notes: [], plain: null, meaning: null };
const FACETS = { platform: [], category: [], tier: [], source: [] };

interface Differences {
  ids?: readonly number[];
  total?: number;
  value?: number;
  query?: string;
}

for (const hasDigests of [true, false]) {
  const pageOf = ({ ids = [1, 2], total = 2 }: Differences): SearchPage<ProfileText> => ({
    data: ids.map((id) => {
      const profile = searchableProfile(id);
      const text = stringText(JSON.stringify(profile), profile);
      return hasDigests ? { ...text, toString: text.toString, digest: `digest-${id}` } : text;
    }),
    ...{ total, matched: 'exact', facets: FACETS, byMeaning: null, next: 'next' },
  });
  const ranksOf = ({ value = 5 }: Differences): RankTable => {
    const text = `,"percentile":${value}}`;
    return { endOf: () => ({ text, bytes: Buffer.from(text) }) };
  };

  test(`the ETag changes with anything but the time, ${hasDigests ? 'with' : 'without'} digests of the texts`, () => {
    const render = createPageRenderer(createCursorSigner('secret'));
    const etagOf = (one: Differences, tookMs = 1) =>
      render(pageOf(one), ranksOf(one), { ...MEANING, query: one.query ?? 'q' }, tookMs).etag;
    const same = etagOf({});
    assert.equal(etagOf({}, 2), same);
    const others = [
      { ids: [1, 3] },
      { ids: [2, 1] },
      { ids: [1] },
      { total: 3 },
      { value: 6 },
      { query: 'r' },
    ];
    const etags = [same, ...others.map((one) => etagOf(one))];
    assert.equal(new Set(etags).size, etags.length);
  });

  test(`a page that is rendered again is the same, and has new percentiles, ${hasDigests ? 'with' : 'without'} digests`, () => {
    const render = createPageRenderer(createCursorSigner('secret'));
    const page = pageOf({});
    const read = (ranks: RankTable, tookMs: number) => {
      const { etag, body } = render(page, ranks, MEANING, tookMs);
      return {
        etag,
        ...(JSON.parse(body().toString()) as { took_ms: number; data: { percentile: number }[] }),
      };
    };
    const ranks = ranksOf({});
    const [first, again] = [read(ranks, 1), read(ranks, 2)];
    assert.deepEqual({ ...again, took_ms: 1 }, first);
    assert.equal(again.took_ms, 2);
    const later = read(ranksOf({ value: 9 }), 1);
    assert.deepEqual(
      later.data,
      first.data.map((profile) => ({ ...profile, percentile: 9 })),
    );
    assert.notEqual(later.etag, first.etag);
  });

  test(`the ETag of a page tells how its question was read, also in turns, ${hasDigests ? 'with' : 'without'} digests`, () => {
    const render = createPageRenderer(createCursorSigner('secret'));
    const page = pageOf({});
    const ranks = ranksOf({});
    const etags = ['q', 'r', 'q', 'r'].map((query) => render(page, ranks, { ...MEANING, query }, 1).etag);
    assert.deepEqual(etags.slice(2), etags.slice(0, 2));
    assert.notEqual(etags[0], etags[1]);
  });
}
