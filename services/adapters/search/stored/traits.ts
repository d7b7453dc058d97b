import type { Present } from '#contract/query/fields.ts';
import { PRESENT } from '#contract/query/fields.ts';
import { AUTHENTICITY_RULES } from '#domain/enrichment.ts';
import type { Profile } from '#domain/profile.ts';

type Test = (profile: Profile) => boolean;

const HAS: Readonly<Record<Present, Test>> = {
  bio: ({ bio }) => bio !== null && bio.trim() !== '',
  category: ({ category }) => category !== null,
  country: ({ country }) => country !== null,
  engagement: ({ engagement_rate: rate }) => rate !== null,
  flags: ({ authenticity }) => (authenticity?.fired.length ?? 0) > 0,
  followers: ({ followers }) => followers !== null,
  following: ({ following }) => following !== null,
  growth: ({ growth }) => (growth?.rate ?? null) !== null,
  language: ({ language }) => language !== null,
  'last-post': ({ last_post_at: at }) => at !== null,
  name: ({ display_name: name }) => name !== null,
  picture: ({ avatar_reason: reason }) => reason === null,
  posts: ({ posts_count: posts }) => posts !== null,
  'reported-engagement': ({ reported }) => (reported?.engagement_rate ?? null) !== null,
  sponsored: ({ sponsored }) => (sponsored?.share ?? null) !== null,
  tier: ({ tier }) => tier !== null,
  topics: ({ topics }) => topics.length > 0,
  url: ({ url }) => url !== null,
};

const TESTS: readonly (readonly [trait: string, test: Test])[] = [
  ['verified:yes', ({ verified }) => verified === true],
  ['verified:no', ({ verified }) => verified === false],
  ...(['followers', 'views'] as const).map((per): [string, Test] => [
    `per:${per}`,
    ({ engagement_rate: rate, engagement }) => rate !== null && engagement.denominator === per,
  ]),
  ...PRESENT.map((fact): [string, Test] => [`has:${fact}`, HAS[fact]]),
  ...AUTHENTICITY_RULES.map((rule): [string, Test] => [
    `flag:${rule}`,
    ({ authenticity }) => authenticity?.fired.some((fired) => fired.rule === rule) ?? false,
  ]),
];

/** Yes-or-no facts of a profile, as `field:value`. Each has a bit in 32: another order or meaning raises the layouts. */
const TRAITS = TESTS.map(([trait]) => trait);

/** The traits that a profile has. */
export function traitsOf(profile: Profile): string[] {
  return TESTS.filter(([, test]) => test(profile)).map(([trait]) => trait);
}

/** The bits of the traits that a profile has. */
export function traitBitsOf(profile: Profile): number {
  let bits = 0;
  for (let at = 0; at < TESTS.length; at++) if (TESTS[at]?.[1](profile)) bits |= 1 << at;
  return bits;
}

/** The bits of traits; those that do not exist have none. */
export function bitsOf(traits: readonly string[]): number {
  return traits.reduce((bits, trait) => {
    const at = TRAITS.indexOf(trait);
    return at === -1 ? bits : bits | (1 << at);
  }, 0);
}

/** Whether the values of a field are traits. */
export function isTraitField(field: string): boolean {
  return TRAITS.some((trait) => trait.startsWith(`${field}:`));
}
