import type { Post } from '#domain/post.ts';
import type { HistoryPoint, Identity, ProfileFacts } from '#domain/profile.ts';

/** The picture as the source gave it: bytes, a `data:` URI, or an address that nothing is fetched from. */
export type AvatarInput =
  | { kind: 'bytes'; bytes: Uint8Array }
  | { kind: 'data'; uri: string }
  | { kind: 'url'; url: string };

/** One reading of one profile as a format gives it, cleaned, before it becomes an event. */
export interface Reading extends Identity {
  /** `import` or `demo`. */
  source: string;
  /** Epoch milliseconds. */
  fetched_at: number;
  /** `null` for posts whose profile comes by another way. */
  profile: ProfileFacts | null;
  avatar: AvatarInput | null;
  posts: Post[];
  history: HistoryPoint[];
  /** Of the person only a name is known: the id is made of it. */
  namedOnly?: boolean;
}
