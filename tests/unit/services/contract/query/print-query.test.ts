import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { FIELD_NAMES, fieldOf, SORT_FIELD } from '#contract/query/fields.ts';
import { parseQuery } from '#contract/query/parse-query.ts';
import { printQuery } from '#contract/query/print-query.ts';
import { checkQueries } from '#tests/support/query/query-properties.ts';

const reprint = (text: string) => printQuery(parseQuery(text).tree);

describe('printQuery', () => {
  it('writes a query that is read as the same one, whatever was typed', () => checkQueries(20_000, 1));

  for (const [text, printed] of [
    ['  Tech   music ', 'Tech music'],
    ['a OR b c', '(a OR b) c'],
    ['-(a OR (b c))', '-(a OR (b c))'],
    ['followers:10000..1500000 er:2.5', 'followers:10k..1.5M engagement:>=2.5'],
    ['posts:>1/day', 'posts-per-week:>7'],
    ['portland OR', 'portland \\OR'],
    ['(foo \\a) )', 'foo \\a)'],
    ['topic:"street food",yoga', 'topic:"street food",yoga'],
    ['https://x.com/a)b(c OR d e', 'https://x.com/a)b(c OR d e'],
    ['category:,//a', 'category:"//a"'],
    ['"say \u201cyes\u201d"', '"say \u201cyes\u201d"'],
  ] as const)
    it(`writes ${text} as ${printed}`, () => assert.equal(reprint(text), printed));
});

describe('the table of fields', () => {
  it('has an example of each field that is read without a note', () => {
    for (const { example } of [...FIELD_NAMES.map(fieldOf), SORT_FIELD])
      assert.deepEqual(parseQuery(example).notes, [], example);
  });

  it('has every name once', () => {
    const names = FIELD_NAMES.flatMap((name) => [name, ...fieldOf(name).aliases]);
    assert.equal(new Set(names).size, names.length);
  });
});
