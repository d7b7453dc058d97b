import assert from 'node:assert/strict';
import { test } from 'node:test';
import { renderResults } from '#cli/output/render/render-results.ts';
import { textWidth } from '#cli/output/text/text-width.ts';
import type { SearchResponse } from '#contract/query/search.ts';

const NAMES = ['cars', 'fashion', 'business', 'education', 'film', 'music', '料理', 'comedy', 'photography'];
const values = NAMES.map((value, index) => ({ value, count: 1000 - index }));
const response = {
  count: 1,
  total: 1,
  took_ms: 1,
  matched: 'exact',
  sort: 'relevance',
  data: [],
  facets: { platform: [{ value: 'x', count: 1 }], category: values, tier: [], source: [] },
} as unknown as SearchResponse;
const linesAt = (tableWidth: number) =>
  renderResults(response, { tableWidth, color: false }, { wide: false, facets: true, nextPage: null }).lines;

test('facets are folded between values, and no line is wider than the terminal', () => {
  for (const width of [40, 80, 120]) {
    const lines = linesAt(width);
    for (const line of lines) assert.ok(textWidth(line) <= width, `${width}: ${line}`);
    const text = lines.map((line) => line.trim()).join(' ');
    for (const { value, count } of values)
      assert.ok(text.includes(`${value} ${count.toLocaleString('en-US')}`), value);
  }
});

test('facets without a width have one line each', () => {
  const lines = linesAt(Number.POSITIVE_INFINITY);
  assert.equal(lines.filter((line) => /^(?:category|platform) /.test(line)).length, 2);
  assert.ok(lines.at(-1)?.includes('cars') && lines.at(-1)?.includes('photography'));
});

test('an empty result names what the query may have meant otherwise', () => {
  const remarksOf = (query: string) => {
    const empty = { ...response, count: 0, total: 0, query };
    return renderResults(
      empty,
      { tableWidth: 80, color: false },
      { wide: false, facets: false, nextPage: null },
    )
      .remarks.filter((remark) => typeof remark === 'string')
      .join(' ');
  };
  assert.match(remarksOf('vegan te'), /^The last word has fewer than 3 letters/);
  assert.match(remarksOf('language:klingon'), /^Write a language or country as a code/);
  for (const query of ['vegan', 'te vegan', 'platform:x', '"te"'])
    assert.match(remarksOf(query), /^No profiles found/, query);
});
