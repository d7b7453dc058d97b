import type { Profile } from '#domain/profile.ts';
import type { SearchPage } from '#ports/search-index.ts';

/** One question to the index and whether an answer to it is right. */
export interface Question {
  text: string;
  limit: number;
  isRight: (page: SearchPage) => boolean;
}

export interface Measure {
  name: string;
  /** What counts as right, for the page. */
  right: string;
  /** The share that must be right; `null` where the page only reports. */
  goal: number | null;
  /** A question about a profile; `undefined` where the profile has nothing to ask about. */
  ask: (profile: Profile, corpus: Corpus, random: () => number) => Question | undefined;
}

export interface Corpus {
  profiles: readonly Profile[];
  /** In how many profiles a folded word of the bio occurs. */
  frequency: ReadonlyMap<string, number>;
  /** By folded, joined display name. */
  byName: ReadonlyMap<string, readonly Profile[]>;
}
