import type { Platform } from '#domain/platform.ts';
import type { Reading } from '#scraper/reading.ts';
import type { SourceFault } from './source-fault.ts';

/** What to look for. At least one of `topic` and `seeds` is given. */
export interface DiscoverQuery {
  /** Words, e.g. `vegan food`; `null` where only seeds are given. */
  topic: string | null;
  /** Accounts to start from: handles without `@`, or native ids. */
  seeds: readonly string[];
}

/** An account that may be worth reading, as a page of a search or a list shows it. */
export interface Candidate {
  /** The platform's native id, in the form that `profiles` takes. */
  id: string;
  username: string;
  /** Name, text and posts that were seen: what ranking compares with the topic. */
  text: string;
  /** `null` when the page does not say. */
  followers: number | null;
  /** How it was found. */
  via: 'profile' | 'post' | 'hashtag' | 'follow' | 'suggestion' | 'list' | 'directory';
}

/** One page of candidates. `cursor` continues after this page; `null` when there is no more. */
export interface CandidatePage {
  candidates: Candidate[];
  cursor: string | null;
  /** Why a way of finding accounts gave nothing: the network refused it, or does not know the seed of this name. */
  refused?: { seed: string | null; fault: SourceFault };
}

/** Why an account has no profile here. */
export type Absence =
  /** Deleted, suspended, deactivated, or never there. */
  | 'gone'
  /** It has fewer followers than asked for; its posts were not read. */
  | 'few_followers'
  /** The owner does not want it shown outside the network, or not indexed. */
  | 'opted_out'
  /** It moved to another account. */
  | 'moved';

/** What reading one account gave: a reading, or why there is none. */
export type ProfileResult =
  | {
      id: string;
      reading: Reading;
      /** Validator of the posts: passed on with the next reading of this account. `null` where the source has none. */
      etag?: string | null;
    }
  | { id: string; absent: Absence; movedTo?: string | undefined };

export interface ReadOptions {
  minFollowers?: number;
  /** Validators of earlier readings, by id. A reading whose posts are unchanged since has none of them. */
  etags?: ReadonlyMap<string, string>;
}

/**
 * A live source of profiles. It reads public interfaces only, at the pace that they set, and never signs in as a person.
 * Every stream is resumable: it continues after the last cursor or id that the caller has dealt with. Streams reject
 * with `SourceFault`, or with the signal's reason.
 */
export interface LiveSource {
  /** As settings and `source` of a profile name it. */
  readonly name: string;
  readonly platform: Platform;
  /** Accounts that one call of `profiles` reads with the fewest requests. */
  readonly batchSize: number;
  /** Pages of candidates; the same account may come on several pages. */
  discover(query: DiscoverQuery, cursor: string | null, signal: AbortSignal): AsyncIterable<CandidatePage>;
  /**
   * One result for each distinct id, in any order. An account below `minFollowers` costs no request for its posts where
   * the platform allows that.
   */
  profiles(ids: readonly string[], signal: AbortSignal, options?: ReadOptions): AsyncIterable<ProfileResult>;
  close(): Promise<void>;
}
