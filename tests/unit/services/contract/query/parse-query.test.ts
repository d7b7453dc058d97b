import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Clause } from '#contract/query/parse-query.ts';
import { parseQuery } from '#contract/query/parse-query.ts';
import { seededRandom } from '#tests/support/seeded-random.ts';

const brief = (clause: Clause) => `${clause.excluded ? '-' : ''}${clause.kind}:${clause.text}`;

describe('parseQuery', () => {
  const cases: [text: string, clauses: string[]][] = [
    ['', []],
    ['tech  music', ['word:tech', 'word:music']],
    ['"web developer" tech', ['phrase:web developer', 'word:tech']],
    ['„guten Tag“ «bon jour»', ['phrase:guten Tag', 'phrase:bon jour']],
    ['"open', ['word:"open']],
    ['say"hi"', ['word:say"hi"']],
    ['-crypto -"get rich"', ['-word:crypto', '-phrase:get rich']],
    ['well-known - -- -', ['word:well-known', 'word:-', 'word:--', 'word:-']],
    ['tech TikTok, -x', ['word:tech', 'platform:TikTok,', '-platform:x']],
    ['twitter insta', ['platform:twitter', 'platform:insta']],
    ['https://github.com/ada gmail.com/x', ['address:https://github.com/ada', 'word:gmail.com/x']],
    ['c++ AT&T a:b } .net', ['word:c++', 'word:AT&T', 'word:a:b', 'word:}', 'word:.net']],
  ];
  for (const [text, clauses] of cases)
    it(`reads ${JSON.stringify(text)}`, () => assert.deepEqual(parseQuery(text).map(brief), clauses));

  it('reads every text, in order and without losing a character', () => {
    const random = seededRandom(1);
    const signs = [...'ab1 \t"“”«»-+#@&.:/(){}é東\u0000', '😀', '\ud800', 'tiktok', 'https://x.com/a'];
    for (let round = 0; round < 20_000; round++) {
      const length = Math.floor(random() * 12);
      const text = Array.from({ length }, () => signs[Math.floor(random() * signs.length)]).join('');
      let at = 0;
      for (const { span } of parseQuery(text)) {
        assert.equal(text.slice(at, span.start).trim(), '', JSON.stringify(text));
        assert.ok(span.end > span.start, JSON.stringify(text));
        at = span.end;
      }
      assert.equal(text.slice(at).trim(), '', JSON.stringify(text));
    }
  });
});
