import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { MAX_CLAUSES, MAX_QUERY_DEPTH, MAX_QUERY_LENGTH } from '#contract/limits.ts';
import { parseQuery } from '#contract/query/parse-query.ts';
import { printField } from '#contract/query/print-query.ts';
import type { QueryNode } from '#contract/query/tree.ts';

/** `word:tech`, `(a b)` for all, `[a b]` for any, `-` for not. */
function brief(node: QueryNode): string {
  switch (node.kind) {
    case 'all':
      return `(${node.nodes.map(brief).join(' ')})`;
    case 'any':
      return `[${node.nodes.map(brief).join(' ')}]`;
    case 'not':
      return `-${brief(node.node)}`;
    case 'field':
      return printField(node);
    default:
      return `${node.kind}:${node.text}`;
  }
}

const read = (text: string) => parseQuery(text).tree.nodes.map(brief).join(' ');
const notesOf = (text: string) =>
  parseQuery(text).notes.map(({ code, span }) => `${code}@${text.slice(span.start, span.end)}`);

describe('parseQuery reads', () => {
  const cases: [text: string, nodes: string][] = [
    ['', ''],
    ['tech  music', 'word:tech word:music'],
    ['"web developer" tech', 'phrase:web developer word:tech'],
    ['„guten Tag“ «bon jour»', 'phrase:guten Tag phrase:bon jour'],
    ['"open', 'word:"open'],
    ['say"hi"', 'word:say"hi"'],
    ['-crypto -"get rich"', '-word:crypto -phrase:get rich'],
    ['well-known - -- -', 'word:well-known'],
    ['tech TikTok, -x', 'word:tech platform:TikTok, -platform:x'],
    ['twitter insta', 'platform:twitter platform:insta'],
    ['https://github.com/ada gmail.com/x', 'address:https://github.com/ada word:gmail.com/x'],
    ['c++ AT&T a:b } .net', 'word:c++ word:AT&T word:a:b word:.net'],
    ['vegan OR vegetarian baker', '[word:vegan word:vegetarian] word:baker'],
    ['(vegan baker) OR chef', '[(word:vegan word:baker) word:chef]'],
    ['-(a OR b) (c)', '-[word:a word:b] word:c'],
    ['-(-a) -(b)', 'word:a -word:b'],
    ['a AND b', 'word:a word:b'],
    ['portland OR', 'word:portland word:OR'],
    ['NEAR(tech) c(x) (d)', 'word:NEAR(tech) word:c(x) word:d'],
    ['(a OR c(x))', '[word:a word:c(x)]'],
    ['\\OR \\tiktok -\\a:b', 'word:OR word:tiktok -word:a:b'],
    ['platform:bsky,mastodon', 'platform:bluesky,mastodon'],
    ['Followers:10k..100k er:>=3', 'followers:10k..100k engagement:>=3'],
    ['followers:10k followers:=10k followers:10k+', 'followers:>=10k followers:=10k followers:>=10k'],
    ['followers:10-20k', 'followers:10..20k'],
    ['posts:>2/week posts:>2 posts:1/day', 'posts-per-week:>2 posts:>2 posts-per-week:>=7'],
    ['active:<30d active:>1y active:2026-01', 'active:<30d active:>365d active:>=2026-01-01'],
    ['active:30d..90d last-post:2026-01-01..2026-02-01', 'active:30d..90d active:2026-01-01..2026-02-01'],
    ['growth:-5..5 growth:<-10%', 'growth:-5..5 growth:<-10'],
    ['verified:true tier:Micro has:er', 'verified:yes tier:micro has:engagement'],
    ['lang:de country:"United Kingdom",DE', 'language:de country:"United Kingdom",DE'],
    ['category:"Food & Drink" -topic:yoga', 'category:"Food & Drink" -topic:yoga'],
    ['platform: instagram coffee', 'platform:instagram word:coffee'],
    ['flag:spam-phrases', 'flag:spam_phrases'],
    ['followers:10.000 followers:"10 000" er:1.500', 'followers:>=10k followers:>=10k engagement:>=1.5'],
    ['followers:> 10k followers: >10k', 'followers:>10k followers:>10k'],
    ['active:7days active:"2 weeks" active:6months', 'active:<7d active:<14d active:<180d'],
    ['(er:>3 OR followers:>1M) tech', '[engagement:>3 followers:>1M] word:tech'],
  ];
  for (const [text, nodes] of cases) it(JSON.stringify(text), () => assert.equal(read(text), nodes));

  it('sort: as the order of the results', () => {
    const { tree, sort } = parseQuery('tech sort:growth');
    assert.deepEqual([tree.nodes.map(brief), sort], [['word:tech'], 'growth']);
  });
});

describe('parseQuery notes', () => {
  const cases: [text: string, notes: string[], nodes?: string][] = [
    ['gmail.com c++ AT&T https://example.com/a 12:30 e:', []],
    ['a:b', ['unknown_field@a:b'], 'word:a:b'],
    ['tech }', ['no_letters@}'], 'word:tech'],
    ['followers:lots', ['bad_value@followers:lots'], 'word:followers:lots'],
    ['followers:', ['bad_value@followers:'], 'word:followers:'],
    ['followers: lots', ['bad_value@followers:'], 'word:followers: word:lots'],
    ['(tech', ['unmatched_parenthesis@('], 'word:tech'],
    ['tech) )', ['unmatched_parenthesis@)', 'unmatched_parenthesis@)'], 'word:tech)'],
    ['"tech music', ['unclosed_quote@"'], 'word:"tech word:music'],
    ['() tech', ['empty_parentheses@()'], 'word:tech'],
    ['OR tech', ['misplaced_operator@OR'], 'word:OR word:tech'],
    ['(sort:growth OR a)', ['misplaced_sort@sort:growth'], 'word:a'],
    ['sort:growth a sort:followers', ['overridden_sort@sort:growth'], 'word:a'],
    ['sort:growth sort:growth', []],
    ['platform:x a platform:tiktok', ['contradiction@platform:x a platform:tiktok']],
    ['platform:x,tiktok platform:tiktok -platform:x (platform:x OR a) topic:a topic:b', []],
    ['followers:>10k followers:<5k', ['contradiction@followers:>10k followers:<5k']],
    ['followers:>10k er:3 followers:<=10k', ['contradiction@followers:>10k er:3 followers:<=10k']],
    ['followers:>=10k followers:<=10k followers:>5k', []],
    ['sort:luck', ['bad_value@sort:luck'], 'word:sort:luck'],
    ['er:2,5', ['bad_value@er:2,5'], 'word:er:2,5'],
    ['topic:"street food', ['unclosed_quote@"'], 'word:topic:"street word:food'],
    ['-topic: "street', ['unclosed_quote@"', 'unclosed_quote@"'], '-word:topic: word:"street'],
    ['topik:"street food" x', ['unknown_field@topik:"street food"']],
    ['followers>10k y', ['missing_colon@followers>10k'], 'word:followers>10k word:y'],
    ['followers > 10k y', ['missing_colon@followers > 10k'], 'word:followers word:10k word:y'],
    ['er >=3', ['missing_colon@er >=3']],
    ['lang=de a>b size x<3', ['missing_colon@lang=de']],
    ['vegan NOT tech', ['misplaced_operator@NOT tech'], 'word:vegan word:NOT word:tech'],
    ['vegan NOT \\NOT "NOT" -NOT', ['misplaced_operator@NOT \\NOT']],
  ];
  for (const [text, notes, nodes] of cases)
    it(`${JSON.stringify(text)}: ${notes.join(', ') || 'nothing'}`, () => {
      assert.deepEqual(notesOf(text), notes);
      if (nodes !== undefined) assert.equal(read(text), nodes);
    });

  it('a suggestion that can replace the text', () => {
    const cases = [
      ['folowers:10k', 'followers:10k'],
      ['-platfrom:x', '-platform:x'],
      ['followers:100k..10k', 'followers:10k..100k'],
      ['followers:lots', 'followers:10k..100k'],
      ['er:under 3', 'er:>=3'],
      ['tier:mirco', 'tier:micro'],
      ['has:engagment', 'has:engagement'],
      ['sort:follower', 'sort:followers'],
      ['active:soon', 'active:<30d'],
      ['a:b', null],
      ['zebra:10k', null],
      ['is:verified', null],
      ['bio:tech', 'tech'],
      ['-name:"ada l"', '-"ada l"'],
      ['location:a:b', null],
      ['lagn:de', 'lang:de'],
      ['topik:"street food"', 'topic:"street food"'],
      ['platform:instagram,tiktok,foo', 'platform:instagram,tiktok'],
      ['platform:instagarm,tiktok', 'platform:instagram,tiktok'],
      ['platform:x a b -platform:ig platform:tiktok', 'platform:x,tiktok a b -platform:ig'],
      ['platform:x platform:tiktok', 'platform:x,tiktok'],
      ['er:2,5', 'er:2.5..'],
      ['growth:-10--5', 'growth:-10..-5'],
      ['followers:1e5', 'followers:10k..100k'],
      ['active:<90', 'active:<90d'],
      ['followers > 10k', 'followers:>10k'],
      ['-lang=de', '-lang:de'],
      ['NOT tech', '-tech'],
      ['NOT "get rich"', '-"get rich"'],
    ];
    for (const [text = '', suggestion] of cases) {
      const [note] = parseQuery(text ?? '').notes;
      assert.equal(note?.suggestion, suggestion, text ?? '');
      if (suggestion) assert.deepEqual(parseQuery(suggestion).notes, [], suggestion);
    }
  });

  it('what exceeds its limits', () => {
    const long = parseQuery(`${'word '.repeat(MAX_QUERY_LENGTH)}`);
    assert.ok(long.notes.some(({ code }) => code === 'too_long'));
    assert.equal(long.tree.nodes.length, MAX_CLAUSES);
    assert.ok(long.notes.some(({ code }) => code === 'too_many_clauses'));
    const depth = MAX_QUERY_DEPTH + 1;
    const deep = parseQuery(`${'('.repeat(depth)}a b${')'.repeat(depth)}`);
    assert.deepEqual(deep.tree.nodes.map(brief), ['word:a', 'word:b']);
    assert.deepEqual([...new Set(deep.notes.map(({ code }) => code))], ['too_deep']);
  });

  it('with few notes of each kind, however often it occurs', () => {
    for (const text of ['('.repeat(300), '"'.repeat(301), 'a:b '.repeat(40), 'folowers:1 '.repeat(40)]) {
      const counts = Map.groupBy(parseQuery(text).notes, ({ code }) => code);
      for (const [code, notes] of counts) assert.ok(notes.length <= 5, `${code}: ${notes.length}`);
    }
  });
});
