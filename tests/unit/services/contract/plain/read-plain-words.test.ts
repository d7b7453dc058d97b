import assert from 'node:assert/strict';
import { describe, it, test } from 'node:test';
import { readPlainWords } from '#contract/plain/read-plain-words.ts';
import { parseQuery } from '#contract/query/parse-query.ts';
import { printQuery } from '#contract/query/print-query.ts';
import { checkPlainWords } from '#tests/support/query/plain-properties.ts';

const read = (text: string): string => {
  const { tree, sort } = readPlainWords(text);
  return [printQuery(tree), ...(sort === null ? [] : [`sort:${sort}`])].join(' ').trim();
};

const EXAMPLES: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  followers: [
    ['vegan bakers in Berlin under 50k followers', 'vegan bakers Berlin followers:<50k'],
    ['yoga more than 10k followers', 'yoga followers:>10k'],
    ['yoga between 10k and 50k', 'yoga followers:10k..50k'],
    ['makeup 10-50k followers', 'makeup followers:10k..50k'],
    ['yoga with 1.5 million subscribers', 'yoga followers:>=1.5M'],
    ['yoga with 10k+ followers', 'yoga followers:>=10k'],
    ['yoga less than a million followers', 'yoga followers:<1M'],
    ['Yoga unter einer Million Follower', 'Yoga followers:<1M'],
    ['yoga menos de un millón de seguidores', 'yoga followers:<1M'],
    ['yoga up to 20,000 followers', 'yoga followers:<=20k'],
    ['yoga with followers over 5k', 'yoga followers:>5k'],
    ['Yoga mit unter 50.000 Followern', 'Yoga followers:<50k'],
    ['yoga con menos de 50 mil seguidores', 'yoga followers:<50k'],
    ['moms over 40', 'moms over 40'],
    ['gamers over 10k views', 'gamers over 10k views'],
  ],
  tier: [
    ['micro influencers', 'tier:micro'],
    ['nano and micro-influencers', 'tier:nano,micro'],
    ['Mikro-Influencer', 'tier:micro'],
    ['mid-tier creators', 'tier:mid'],
    ['macro photography', 'macro photography'],
  ],
  engagement: [
    ['yoga engagement rate above 3 %', 'yoga engagement:>3'],
    ['yoga at least 2.5% engagement', 'yoga engagement:>=2.5'],
    ['mindestens 5 % Engagement', 'engagement:>=5'],
    ['yoga between 2 % and 5 % engagement', 'yoga engagement:2..5'],
    ['yoga with engagement between 2 and 5%', 'yoga engagement:2..5'],
  ],
  growth: [['yoga growing by more than 5%', 'yoga growth:>5']],
  posting: [
    ['yoga more than 3 posts a week', 'yoga posts-per-week:>3'],
    ['yoga posting at least twice a week', 'yoga posts-per-week:>=2'],
    ['yoga posting daily', 'yoga posts-per-week:>=7'],
  ],
  activity: [
    ['yoga active this month', 'yoga active:<30d'],
    ['yoga posted in the last 30 days', 'yoga active:<30d'],
    ['yoga active since 2026-03', 'yoga active:>=2026-03-01'],
    ['yoga inactive for over a year', 'yoga active:>365d'],
    ['Yoga aktiv in den letzten 2 Wochen', 'Yoga active:<14d'],
    ['yoga activos en los últimos 30 días', 'yoga active:<30d'],
    ['active lifestyle', 'active lifestyle'],
  ],
  verification: [
    ['verified yoga', 'yoga verified:yes'],
    ['not verified yoga', 'yoga verified:no'],
  ],
  platform: [
    ['bakers on Bluesky', 'bakers platform:bluesky'],
    ['TikTok creators', 'platform:tiktok'],
    ['gamers on Twitch, TikTok and YouTube', 'gamers platform:twitch,tiktok,youtube'],
    ['tech youtubers', 'tech platform:youtube'],
    ['baker tiktok', 'baker tiktok'],
  ],
  language: [
    ['German-speaking gamers', 'gamers language:de'],
    ['cooking in Spanish', 'cooking language:es'],
    ['gamers who speak Polish or Czech', 'gamers language:pl,cs'],
    ['deutschsprachige Gamer', 'Gamer language:de'],
    ['recetas en español', 'recetas language:es'],
  ],
  country: [
    ['bakers in Germany', 'bakers country:DE'],
    ['bakers from Brazil or Portugal', 'bakers country:BR,PT'],
    ['Bäcker aus Österreich', 'Bäcker country:AT'],
    ['panaderos de México', 'panaderos country:MX'],
    ['bakers in the US', 'bakers country:US'],
    ['bakers in Berlin, Germany', 'bakers Berlin country:DE'],
    ['travel Japan', 'travel Japan'],
  ],
  order: [
    ['fashion with high engagement', 'fashion sort:engagement'],
    ['fast-growing gamers', 'gamers sort:growth'],
    ['biggest creators in France', 'country:FR sort:followers'],
  ],
  'words that only join others': [
    ['find me creators who post about cats', 'cats'],
    ['all creators', ''],
    ['Los Angeles foodies', 'Los Angeles foodies'],
    ['The Who', 'The Who'],
  ],
};

describe('plain words', () => {
  for (const [idea, examples] of Object.entries(EXAMPLES))
    describe(`about ${idea}`, () => {
      for (const [text, query] of examples)
        it(`read ${text} as ${query || 'everyone'}`, () => assert.equal(read(text), query));
    });

  for (const [text, query] of [
    ['followers:>1M bakers under 50k followers', 'followers:>1M bakers'],
    ['"in Germany" bakers', '"in Germany" bakers'],
    ['-verified bakers', '-verified bakers'],
    ['(verified OR famous) bakers', '(verified OR famous) bakers'],
    ['\\verified bakers', 'verified bakers'],
    ['sort:growth bakers with high engagement', 'bakers sort:growth'],
    ['bakers country:DE from Brazil', 'bakers country:DE'],
  ] as const)
    it(`leave what the query language says in ${text}`, () => assert.equal(read(text), query));

  it('name the words that each clause comes from', () => {
    const text = 'vegan bakers in Berlin under 50k followers';
    const parts = readPlainWords(text).parts.map(({ rule, span, clause }) => [
      rule,
      text.slice(span.start, span.end),
      clause,
    ]);
    assert.deepEqual(parts, [
      ['small-word', 'in', null],
      ['followers', 'under 50k followers', 'followers:<50k'],
    ]);
  });

  it('become a query that is read as the same one, whatever was typed', () => checkPlainWords(2_000, 1));
});

test('a text that would become too long a query stays as typed', () => {
  const text = `${'a'.repeat(992)} in Chad`;
  assert.deepEqual(readPlainWords(text).tree, parseQuery(text).tree);
});

test('a percent sign with a space before it is part of a number, and no note is about it', () => {
  for (const text of ['mindestens 5 % Engagement', 'yoga engagement above 3 %'])
    assert.deepEqual(readPlainWords(text).notes, [], text);
  assert.deepEqual(
    readPlainWords('yoga % bakers over 10k').notes.map(({ code }) => code),
    ['no_letters'],
  );
});
