import type { Sort } from '#contract/limits.ts';
import { SORTS } from '#contract/limits.ts';

/** What the address of the results page says. Texts are as typed. */
export interface PageState {
  q: string;
  /** `false`: the words are searched as typed, not read as plain words. */
  isPlain: boolean;
  platform: string[];
  category: string[];
  source: string[];
  followersFrom: string;
  followersTo: string;
  /** In percent. */
  engagementFrom: string;
  /** `null` for the order that suits the query. */
  sort: Sort | null;
  cursor: string | null;
}

export const EMPTY_STATE: PageState = {
  q: '',
  isPlain: true,
  platform: [],
  category: [],
  source: [],
  followersFrom: '',
  followersTo: '',
  engagementFrom: '',
  sort: null,
  cursor: null,
};

const LISTS = ['platform', 'category', 'source'] as const;
export type ListFilter = (typeof LISTS)[number];

const MAX_VALUES = 50;
const MAX_VALUE_LENGTH = 200;
const MAX_NUMBER_LENGTH = 32;

/** Reads the query string of a page. Total: what is not understood is left out. */
export function readPageState(params: URLSearchParams): PageState {
  const list = (name: ListFilter) =>
    [...new Set(params.getAll(name).flatMap((text) => text.split(',')))]
      .map((text) => text.trim().slice(0, MAX_VALUE_LENGTH))
      .filter((text) => text !== '')
      .slice(0, MAX_VALUES);
  const number = (name: string) => (params.get(name) ?? '').trim().slice(0, MAX_NUMBER_LENGTH);
  const sort = params.get('sort');
  return {
    q: (params.get('q') ?? '').trim(),
    isPlain: params.get('plain') !== 'no',
    platform: list('platform'),
    category: list('category'),
    source: list('source'),
    followersFrom: number('followers_from'),
    followersTo: number('followers_to'),
    engagementFrom: number('engagement_from'),
    sort: SORTS.find((known) => known === sort) ?? null,
    cursor: params.get('cursor') || null,
  };
}

/** The address of the results page in this state, without what is empty. */
export function pageHref(state: PageState): string {
  const params = new URLSearchParams();
  if (state.q !== '') params.set('q', state.q);
  if (!state.isPlain) params.set('plain', 'no');
  for (const name of LISTS) for (const value of state[name]) params.append(name, value);
  if (state.followersFrom !== '') params.set('followers_from', state.followersFrom);
  if (state.followersTo !== '') params.set('followers_to', state.followersTo);
  if (state.engagementFrom !== '') params.set('engagement_from', state.engagementFrom);
  if (state.sort !== null) params.set('sort', state.sort);
  if (state.cursor !== null) params.set('cursor', state.cursor);
  const query = params.toString();
  return query === '' ? '/' : `/?${query}`;
}

export function hasFilters(state: PageState): boolean {
  return (
    LISTS.some((name) => state[name].length > 0) ||
    state.followersFrom !== '' ||
    state.followersTo !== '' ||
    state.engagementFrom !== ''
  );
}

/** The same words in the same order, without filters, from the first page on. */
export function withoutFilters({ q, isPlain, sort }: PageState): PageState {
  return { ...EMPTY_STATE, q, isPlain, sort };
}
