import { seededNetwork } from '../servers/social-network.ts';

/** A post as it was seeded: public, by the account itself, and no reply. */
export interface SeededPost {
  publishedAt: number;
  likes: number;
  comments: number;
  shares: number;
}

/** An account that may be stored, with every figure that was seeded. */
export interface SeededProfile {
  id: string;
  /** In the form that `--seed` takes. */
  seed: string;
  role: string;
  topic: string;
  followers: number;
  following: number;
  postsCount: number;
  /** Newest first. */
  posts: SeededPost[];
}

/** What a seeded network holds, and what of it may never be stored. */
export interface SeededProfiles {
  base: URL;
  profiles: SeededProfile[];
  /** Ids of accounts that are gone, moved, suspended, or whose owners opted out. */
  absent: string[];
  /** E-mail addresses and phone numbers in profiles. */
  contacts: string[];
}

interface Contact {
  email?: string;
  phone?: string;
}
interface BlueskyAccount {
  did: string;
  handle: string;
  role: string;
  state: string;
  topic: string;
  contact: Contact | null;
  labels: string[];
  followers: number;
  follows: number;
  posts: number;
  feed: {
    createdAt: string;
    likes: number;
    reposts: number;
    replies: number;
    quotes: number;
    replyTo?: string;
  }[];
}
interface MastodonAccount {
  username: string;
  role: string;
  state: string;
  topic: string;
  contact: Contact | null;
  discoverable: boolean;
  followers: number;
  following: number;
  statuses: number;
  feed: {
    visibility: string;
    createdAt: string;
    favourites: number;
    boosts: number;
    replies: number;
    replyTo?: string;
  }[];
}

/** The domain that the tests give the seeded Mastodon instance. */
export const MASTODON_DOMAIN = 'social.test';

/** A text that says what is missing, where the network does not run. */
export function seededBluesky(): SeededProfiles | string {
  const network = seededNetwork<BlueskyAccount>('BLUESKY');
  if (typeof network === 'string') return network;
  const isPublic = ({ state, role }: BlueskyAccount) => state === 'active' && role !== 'hidden';
  return {
    base: network.base,
    absent: network.accounts.filter((one) => !isPublic(one)).map(({ did }) => `bluesky:${did}`),
    contacts: contactsOf(network.accounts),
    profiles: network.accounts.filter(isPublic).map((account) => ({
      id: `bluesky:${account.did}`,
      seed: `@${account.handle}`,
      role: account.role,
      topic: account.topic,
      followers: account.followers,
      following: account.follows,
      postsCount: account.posts,
      posts: account.feed
        .filter(({ replyTo }) => replyTo === undefined)
        .map(({ createdAt, likes, replies, reposts, quotes }) => ({
          ...{ publishedAt: Date.parse(createdAt), likes, comments: replies, shares: reposts + quotes },
        }))
        .sort(newestFirst),
    })),
  };
}

/** A text that says what is missing, where the instance does not run. */
export function seededMastodon(): SeededProfiles | string {
  const network = seededNetwork<MastodonAccount>('MASTODON');
  if (typeof network === 'string') return network;
  const isPublic = ({ state, discoverable }: MastodonAccount) => state === 'active' && discoverable;
  const idOf = ({ username }: MastodonAccount) => `mastodon:@${username}@${MASTODON_DOMAIN}`;
  return {
    base: network.base,
    absent: network.accounts.filter((one) => !isPublic(one)).map(idOf),
    contacts: contactsOf(network.accounts),
    profiles: network.accounts.filter(isPublic).map((account) => ({
      id: idOf(account),
      seed: `${account.username}@${MASTODON_DOMAIN}`,
      role: account.role,
      topic: account.topic,
      followers: account.followers,
      following: account.following,
      postsCount: account.statuses,
      posts: account.feed
        .filter(
          ({ visibility, replyTo }) => /^(?:public|unlisted)$/.test(visibility) && replyTo === undefined,
        )
        .map(({ createdAt, favourites, replies, boosts }) => ({
          ...{ publishedAt: Date.parse(createdAt), likes: favourites, comments: replies, shares: boosts },
        }))
        .sort(newestFirst),
    })),
  };
}

function newestFirst(a: SeededPost, b: SeededPost): number {
  return b.publishedAt - a.publishedAt;
}

function contactsOf(accounts: readonly { contact: Contact | null }[]): string[] {
  return accounts.flatMap(({ contact }) =>
    [contact?.email, contact?.phone].filter((one) => one !== undefined),
  );
}
