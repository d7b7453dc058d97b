import assert from 'node:assert/strict';
import { test } from 'node:test';
import { render } from 'preact-render-to-string';
import { h } from '#api/page/h.ts';
import { EMPTY_STATE } from '#api/page/page-state.ts';
import { NoResults } from '#api/page/view/no-results.ts';
import { parseQuery } from '#contract/query/parse-query.ts';

const headingOf = (q: string) => {
  const html = render(h(NoResults, { state: { ...EMPTY_STATE, q }, tree: parseQuery(q).tree }));
  return /<h2>(.*?)<\/h2>/.exec(html)?.[1];
};

test('asks for more letters while the last word is too short to be completed', () => {
  for (const q of ['t', 'te', 'vegan te', 'platform:x té'])
    assert.equal(headingOf(q), 'Type at least 3 letters', q);
  for (const q of ['tec', 'te vegan', '"te"', 'platform:x', '猫', 'te -x y tech'])
    assert.equal(headingOf(q), 'No creator matches', q);
});
