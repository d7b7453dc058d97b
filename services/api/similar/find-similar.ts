import { valuesClause } from '#contract/query/field-clause.ts';
import type { QueryNode } from '#contract/query/tree.ts';
import type { SimilarReason } from '#contract/similar.ts';
import type { Profile } from '#domain/profile.ts';
import { TIERS } from '#domain/tier.ts';
import { FIRST_SCORE, mergeRankings } from '#lib/merge-rankings.ts';
import type { SearchIndex } from '#ports/search-index.ts';
import type { ProfileTerm } from './profile-terms.ts';
import { countTelling, heldBy, KIND_WEIGHTS, termsOf } from './profile-terms.ts';

export interface Similar {
  profile: Profile;
  /** 0 to 1. */
  score: number;
  reasons: SimilarReason[];
}

export interface SimilarRequest {
  /** Query that the results must match; empty for all profiles. */
  filters: readonly QueryNode[];
  limit: number;
  nowMs: number;
}

/** A search for similar profiles asks the index up to 60 times, and counts as this many requests. */
export const SIMILAR_COST = 10;
/** Profiles that each question brings. */
const CANDIDATES = 50;
/** Terms, the rarest, whose holders are asked for; the others only order them. */
const ASKED_TERMS = 18;
/** Terms whose holders with the same language and size are asked for too. */
const NARROW_TERMS = 6;
/** Terms that a larger share of the profiles has are ignored. */
const MAX_SHARE = 0.25;
/** Language and size order profiles that share about the same: what they share says more. */
const OTHER_LANGUAGE = 0.98;
const TIER_STEP = 0.995;
/** These were chosen on one half of the profiles of `bench/similar/similar.ts`: a profile with many terms shares some with everyone. */
const RARITY_POWER = 2;
const LENGTH_POWER = 0.3;

/** The words decide if so many profiles share at least this part of what is rare. Chosen in the same way. */
const DECISIVE = { profiles: 10, score: 0.25 };
/** Profiles of each ranking that are merged. */
const RANKED = 100;

interface WeighedTerm extends ProfileTerm {
  weight: number;
}

/**
 * The profiles that share most of what is rare about this one: its topics, its category and the words of its bio, each
 * weighed by how few profiles hold it (a power of the inverse document frequency, similar to the cosine of tf-idf). A profile with
 * many terms counts less; the same language and a like audience decide between about equal ones. If few profiles share much,
 * this ranking is merged with the profiles that are closest in meaning, where the index has a text encoder. Works on every
 * search engine by its searches alone.
 */
export async function findSimilar(
  index: SearchIndex,
  profile: Profile,
  request: SimilarRequest,
): Promise<Similar[]> {
  const stored = await index.count();
  const found = new Map<string, Profile>();
  const ask = (nodes: readonly QueryNode[], limit: number) =>
    index.search({
      tree: { kind: 'all', nodes: [...nodes] },
      sort: 'relevance',
      limit,
      cursor: null,
      facets: false,
      nowMs: request.nowMs,
    });
  const keep = (profiles: readonly Profile[]) => {
    for (const one of profiles) if (one.id !== profile.id) found.set(one.id, one);
  };

  const weighed = await Promise.all(
    termsOf(profile).map(async (term) => {
      // Counted over all profiles, so that filters do not change which terms are rare.
      const { total } = await ask([nodeOf(term)], 1);
      return { ...term, weight: weightOf(term, total, stored) };
    }),
  );
  const terms = weighed.filter(({ weight }) => weight > 0).sort((a, b) => b.weight - a.weight);
  const alike = likeAudience(profile);
  await Promise.all([
    ...terms
      .slice(0, ASKED_TERMS)
      .map(async (term) => keep((await ask([nodeOf(term), ...request.filters], CANDIDATES)).data)),
    ...terms
      .slice(0, NARROW_TERMS)
      .filter(() => alike.length > 0)
      .map(async (term) => keep((await ask([nodeOf(term), ...alike, ...request.filters], CANDIDATES)).data)),
  ]);
  const own = countTelling(heldBy(profile), profile.language);
  const compared = (others: Iterable<Profile>) =>
    [...others].map((other) => compare(profile, own, other, terms));
  const byWords = compared(found.values()).sort(byScore);
  const isDecided = (byWords[DECISIVE.profiles - 1]?.score ?? 0) >= DECISIVE.score;
  const near = isDecided ? [] : await findNear(index, profile, request);
  const more = compared(near.filter(({ id }) => !found.has(id)));
  return (near.length === 0 ? byWords : merge([...byWords, ...more].sort(byScore), near))
    .filter(({ score }) => score > 0)
    .slice(0, request.limit)
    .map(({ score, ...one }) => ({ ...one, score: Math.min(1, Math.round(score * 1e4) / 1e4) }));
}

/** The closest in meaning, without the profile itself. */
async function findNear(
  index: SearchIndex,
  profile: Profile,
  { filters, nowMs }: SimilarRequest,
): Promise<Profile[]> {
  const { data } = await index.search({
    like: profile,
    tree: { kind: 'all', nodes: [...filters] },
    sort: 'relevance',
    limit: RANKED,
    cursor: null,
    facets: false,
    nowMs,
  });
  return data.filter(({ id }) => id !== profile.id);
}

/** Both rankings by reciprocal rank. The first of both scores 1. `similar`: all profiles of both, by words. */
function merge(similar: readonly Similar[], near: readonly Profile[]): Similar[] {
  const byWords = similar.filter(({ score }) => score > 0).slice(0, RANKED);
  const close = new Set(near.map(({ id }) => id));
  const scores = mergeRankings([byWords.map(({ profile }) => profile.id), [...close]]);
  return similar
    .map(({ profile, reasons }) => ({
      profile,
      score: (scores.get(profile.id) ?? 0) / (2 * FIRST_SCORE),
      reasons: close.has(profile.id) ? [...reasons, { kind: 'meaning' as const, values: [] }] : reasons,
    }))
    .sort(byScore);
}

function byScore(a: Similar, b: Similar): number {
  return b.score - a.score || (a.profile.id < b.profile.id ? -1 : 1);
}

/** A phrase: found as it is written, without other forms, so that its total is a frequency. */
function nodeOf({ kind, text }: ProfileTerm): QueryNode {
  if (kind === 'category') return valuesClause('category', [text]);
  return { kind: 'phrase', text, span: null };
}

/** ln(N / n + 1), times the weight of the kind; 0 for terms that no other profile has, and for terms that too many have. */
function weightOf({ kind }: ProfileTerm, holders: number, stored: number): number {
  if (holders < 2 || holders > Math.max(10, stored * MAX_SHARE)) return 0;
  return Math.log(stored / holders + 1) * KIND_WEIGHTS[kind];
}

function likeAudience({ language, tier }: Profile): QueryNode[] {
  return [
    ...(language === null ? [] : [valuesClause('language', [language])]),
    ...(tier === null ? [] : [valuesClause('tier', [tier])]),
  ];
}

/** `own`: number of telling terms that the profile holds. */
function compare(profile: Profile, own: number, other: Profile, terms: readonly WeighedTerm[]): Similar {
  const held = heldBy(other);
  const shared = terms.filter(({ folded }) => held.has(folded));
  const all = terms.reduce((sum, { weight }) => sum + weight ** RARITY_POWER, 0);
  const sum = shared.reduce((total, { weight }) => total + weight ** RARITY_POWER, 0);
  const lengthFactor = (own / Math.max(1, countTelling(held, other.language))) ** LENGTH_POWER;
  const part = all === 0 ? 0 : sum / all;
  const score = part * lengthFactor * languageFactor(profile, other) * tierFactor(profile, other);
  return { profile: other, score, reasons: reasonsOf(profile, other, shared) };
}

function languageFactor(a: Profile, b: Profile): number {
  return a.language === null || b.language === null || a.language === b.language ? 1 : OTHER_LANGUAGE;
}

function tierFactor(a: Profile, b: Profile): number {
  if (a.tier === null || b.tier === null) return a.tier === b.tier ? 1 : TIER_STEP;
  return TIER_STEP ** Math.abs(TIERS.indexOf(a.tier) - TIERS.indexOf(b.tier));
}

function reasonsOf(profile: Profile, other: Profile, shared: readonly WeighedTerm[]): SimilarReason[] {
  const ofKind = (kind: ProfileTerm['kind']) =>
    shared.filter((term) => term.kind === kind).map(({ text }) => text);
  const same = (field: 'language' | 'tier' | 'country') =>
    profile[field] !== null && profile[field] === other[field] ? [profile[field]] : [];
  const reasons: SimilarReason[] = [
    { kind: 'topics', values: ofKind('topics') },
    { kind: 'category', values: ofKind('category') },
    { kind: 'words', values: ofKind('words') },
    { kind: 'language', values: same('language') },
    { kind: 'tier', values: same('tier') },
    { kind: 'country', values: same('country') },
  ];
  return reasons.filter(({ values }) => values.length > 0);
}
