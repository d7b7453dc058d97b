import { create, insertMultiple, search } from '@orama/orama';
import MiniSearch from 'minisearch';
import { createEmbeddedSearchIndex } from '#adapters/search/embedded/embedded-search-index.ts';
import type { Profile } from '#domain/profile.ts';
import { searchQuery } from '#tests/support/search-query.ts';

/** What a question asks for besides its words. All words must be there. */
export type Kind = 'words' | 'prefix' | 'typo' | 'facets';

/** One way to search profiles in a process. Each gives the 20 best with their data, and how many match. */
export interface Engine {
  add(profiles: readonly Profile[]): Promise<void>;
  /** Runs once, after the last `add`. */
  finish?(): Promise<void>;
  ask(text: string, kind: Kind): Promise<number>;
}

/** Fields with text, as every engine gets them. */
const FIELDS = ['username', 'display_name', 'category', 'topics', 'bio'] as const;
const LIMIT = 20;

type EngineFactory = (folder: string) => Promise<Engine>;

export const ENGINES: Readonly<Record<string, EngineFactory>> = {
  InfluScope: async (path) => {
    const index = createEmbeddedSearchIndex({ path, role: 'writer' });
    await index.ping();
    let reader = index;
    return {
      async add(profiles) {
        await index.upsert(profiles.map((profile) => ({ profile, version: 1 })));
      },
      async finish() {
        await index.close();
        reader = createEmbeddedSearchIndex({ path, role: 'reader' });
        await reader.ping();
      },
      // Prefixes and typos need no option. Facets are always exact counts over all matches.
      async ask(text, kind) {
        const query = searchQuery({ text, limit: LIMIT, facets: kind === 'facets' });
        return (await reader.search(query)).total;
      },
    };
  },

  MiniSearch: async () => {
    const index = new MiniSearch<Profile>({
      fields: [...FIELDS],
      storeFields: ['id', 'platform', 'category', 'tier', 'username', 'followers', 'bio'],
      extractField: (profile, field) => {
        const value = (profile as unknown as Record<string, unknown>)[field];
        return (Array.isArray(value) ? value.join(' ') : value) as string;
      },
    });
    return {
      add: async (profiles) => index.addAll(profiles),
      async ask(text, kind) {
        const found = index.search(text, {
          combineWith: 'AND',
          prefix: kind === 'prefix',
          fuzzy: kind === 'typo' ? 1 : false,
        });
        if (kind === 'facets') for (const facet of ['platform', 'category', 'tier']) countBy(found, facet);
        found.slice(0, LIMIT);
        return found.length;
      },
    };
  },

  Orama: async () => {
    const db = create({
      schema: {
        username: 'string',
        display_name: 'string',
        category: 'string',
        topics: 'string[]',
        bio: 'string',
        platform: 'enum',
        tier: 'enum',
      },
    });
    return {
      async add(profiles) {
        const documents = profiles.map((profile) => ({
          id: profile.id,
          username: profile.username ?? '',
          display_name: profile.display_name ?? '',
          category: profile.category ?? '',
          topics: profile.topics,
          bio: profile.bio ?? '',
          platform: profile.platform,
          tier: profile.tier ?? '',
          followers: profile.followers ?? 0,
        }));
        await insertMultiple(db, documents, profiles.length);
      },
      // It completes words, as ours does. A threshold of 0 asks for all words.
      async ask(text, kind) {
        const { count } = await search(db, {
          term: text,
          properties: [...FIELDS],
          limit: LIMIT,
          threshold: 0,
          ...(kind === 'typo' ? { tolerance: 1 } : {}),
          ...(kind === 'facets' ? { facets: { platform: {}, category: {}, tier: {} } } : {}),
        });
        return count;
      },
    };
  },
};

function countBy(found: readonly Record<string, unknown>[], facet: string): Map<unknown, number> {
  const counts = new Map<unknown, number>();
  for (const one of found) counts.set(one[facet], (counts.get(one[facet]) ?? 0) + 1);
  return counts;
}
