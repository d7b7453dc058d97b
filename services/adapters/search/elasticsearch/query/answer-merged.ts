import { isEmptyPlan } from '#adapters/search/analysis/plan-query.ts';
import { decodeCursor, encodeCursor } from '#adapters/search/cursor.ts';
import { meaningFilters } from '#adapters/search/meaning/meaning-filters.ts';
import { MIN_COSINE, mergeByMeaning, RANKED } from '#adapters/search/meaning/merge-rankings.ts';
import type { QueryVector } from '#adapters/search/meaning/query-vector.ts';
import { wordsDecide } from '#adapters/search/meaning/words-decide.ts';
import { MAX_PAGING_DEPTH } from '#contract/limits.ts';
import type { SearchQuery } from '#contract/query/search-query.ts';
import { FUZZY_BELOW } from '#contract/query/search-query.ts';
import type { ProfileText, SearchPage } from '#ports/search-index.ts';
import { VECTOR_SCALE } from '#ports/text-encoder.ts';
import type { StoredBytes } from '../write/stored-profile.ts';
import { PROFILE, WITH_PROFILE } from '../write/stored-profile.ts';
import type { Clause } from './clauses.ts';
import { filterClauses } from './filters.ts';
import type { Found, PageAnswer, SearchOptions, SearchParts } from './find-matches.ts';
import { findMatches, readFacets } from './find-matches.ts';
import { sendSearch } from './search-answer.ts';
import type { SearchPlan } from './search-body.ts';
import { AGGREGATIONS, searchBodies } from './search-body.ts';
import { storedTexts } from './stored-text.ts';

/** A result of the merged ranking. Its key is negative, below every key of a result by words alone. */
interface Merged {
  id: string;
  key: number;
}

const NO_DOCUMENTS = { stored_fields: '_none_' };
const BY_ID = [{ id: 'asc' }];

/** A page of the results by words and by meaning, merged by reciprocal rank. Results by words after the first 100 follow. */
export async function answerMerged(
  plan: SearchPlan,
  vector: QueryVector,
  parts: SearchParts,
  options: SearchOptions,
): Promise<SearchPage<ProfileText>> {
  const { query } = plan;
  const { client, alias } = parts;
  const after = query.cursor === null ? null : decodeCursor(query, query.cursor);
  const depth = after?.depth ?? 0;
  const limit = Math.max(0, Math.min(query.limit, MAX_PAGING_DEPTH - depth));
  const send = <F>(body: object) => sendSearch<F>(client, alias, body, { ...options, bytesOf: PROFILE });
  const [near, found] = await Promise.all([
    findNear(query, vector, parts, options),
    findByWords(plan, parts, options),
  ]);
  const words = found?.answer.hits.hits.map(({ sort: [score, id] }) => ({ score, id })) ?? [];
  const total = found?.answer.hits.total.value ?? 0;
  const selected = found?.body.query as Clause | undefined;

  const alone = await findAlone();
  const merged = mergeResults();
  const isAfter = ({ key, id }: Merged) =>
    after === null || key < after.key || (key === after.key && id > after.id);
  const first = merged.filter(isAfter).slice(0, limit + 1);
  const [texts, rest, facets] = await Promise.all([
    fetchTexts(first.slice(0, limit).map(({ id }) => id)),
    fetchRest(),
    countFacets(),
  ]);

  const listed = [
    ...first.flatMap(({ id, key }) => {
      const text = texts.get(id);
      return text === undefined ? [] : [{ id, key, text }];
    }),
    ...rest,
  ];
  // A text that is not fetched is of the result after the page.
  const page = listed.slice(0, limit);
  const last = page.at(-1);
  const reached = depth + page.length;
  const more = first.length > limit || listed.length > limit;
  return {
    data: page.map(({ text }) => text),
    total: total + alone.size,
    matched: found?.matched ?? 'exact',
    facets,
    byMeaning: page.map(({ id }) => id).filter((id) => alone.has(id)),
    next:
      more && last !== undefined && reached < MAX_PAGING_DEPTH
        ? encodeCursor(query, { key: last.key, id: last.id, depth: reached })
        : null,
  };

  /** Of the near ones, those that their words do not find. */
  async function findAlone(): Promise<Set<string>> {
    const listedWords = new Set(words.map(({ id }) => id));
    const open = near.filter((id) => !listedWords.has(id));
    if (selected === undefined || total <= words.length || open.length === 0) return new Set(open);
    const { hits } = await sendSearch<never>(
      client,
      alias,
      {
        ...NO_DOCUMENTS,
        track_total_hits: false,
        size: open.length,
        query: { bool: { filter: [selected, { ids: { values: open } }] } },
        sort: BY_ID,
      },
      options,
    );
    const matching = new Set(hits.hits.map(({ sort }) => String(sort[0])));
    return new Set(open.filter((id) => !matching.has(id)));
  }

  /** A whole name stays above what is merged. */
  function mergeResults(): Merged[] {
    const wholeNames = new Map(
      words.filter(({ score }) => score >= (found?.wholeFrom ?? 0)).map(({ id, score }) => [id, score]),
    );
    const decided = wordsDecide(query.tree, { areExact: found?.matched === 'exact', total });
    const scores = mergeByMeaning(
      words.map(({ id }) => id),
      near,
      decided,
    );
    return [...scores]
      .map(([id, score]) => {
        const whole = wholeNames.get(id);
        return { id, key: whole === undefined ? score - 2 : -1 / (1 + whole) };
      })
      .sort((a, b) => b.key - a.key || (a.id < b.id ? -1 : 1));
  }

  async function fetchTexts(ids: readonly string[]): Promise<Map<string, ProfileText>> {
    if (ids.length === 0) return new Map();
    const { hits } = await send<StoredBytes>({
      size: ids.length,
      track_total_hits: false,
      ...WITH_PROFILE,
      query: { bool: { filter: [{ ids: { values: ids } }] } },
      sort: BY_ID,
    });
    const texts = storedTexts(hits.hits);
    return new Map(hits.hits.map(({ sort }, i) => [String(sort[0]), texts[i] as ProfileText]));
  }

  async function fetchRest() {
    const open = limit + 1 - first.length;
    const isLast = total <= words.length || open <= 0 || limit === 0 || selected === undefined;
    if (isLast) return [];
    const { hits } = await send<StoredBytes>({
      size: open,
      track_total_hits: false,
      ...WITH_PROFILE,
      query: {
        bool: { must: [selected], must_not: [{ ids: { values: merged.map(({ id }) => id) } }] },
      },
      sort: [{ _score: 'desc' }, { id: 'asc' }],
      ...(after !== null && after.key >= 0 && { search_after: [after.key, after.id] }),
    });
    const texts = storedTexts(hits.hits);
    return hits.hits.map(({ sort: [key, id] }, i) => ({ id, key, text: texts[i] as ProfileText }));
  }

  async function countFacets() {
    if (!query.facets) return null;
    const should = [...(selected ? [selected] : []), { ids: { values: [...alone] } }];
    const answer = (await send({
      ...NO_DOCUMENTS,
      track_total_hits: false,
      size: 0,
      query: { bool: { filter: [{ bool: { should, minimum_should_match: 1 } }] } },
      aggs: AGGREGATIONS,
    })) as PageAnswer;
    return readFacets(answer, parts.labels);
  }
}

/** The closest that pass everything but the words, closest first: exact, because the server compares every vector. */
async function findNear(
  query: SearchQuery,
  { model, vector }: QueryVector,
  { client, alias, analyser }: SearchParts,
  options: SearchOptions,
): Promise<string[]> {
  const filter = filterClauses(meaningFilters(query), { analyser, nowMs: query.nowMs });
  const { hits } = await sendSearch<never>(
    client,
    alias,
    {
      ...NO_DOCUMENTS,
      track_total_hits: false,
      size: RANKED,
      query: {
        knn: {
          field: 'vector',
          query_vector: Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength).toString('hex'),
          k: RANKED,
          num_candidates: RANKED,
          similarity: Math.ceil(MIN_COSINE * VECTOR_SCALE * VECTOR_SCALE),
          filter: [{ term: { model } }, ...filter],
        },
      },
      sort: ['_score', ...BY_ID],
    },
    options,
  );
  return hits.hits.map(({ sort }) => sort[1]);
}

/** The first results by words, without their profiles; `null` when the text has no word. */
async function findByWords(
  plan: SearchPlan,
  parts: SearchParts,
  options: SearchOptions,
): Promise<Found | null> {
  if (plan.text === null || isEmptyPlan(plan.text)) return null;
  const bare = { ...plan, query: { ...plan.query, facets: false } };
  return findMatches(searchBodies(bare, null, RANKED, FUZZY_BELOW, NO_DOCUMENTS), parts, options);
}
