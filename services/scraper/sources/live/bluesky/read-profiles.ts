import type { JsonClient } from '../http/json-client.ts';
import { parseAnswer, parseItems } from '../parse-answer.ts';
import { settleInOrder } from '../settle-in-order.ts';
import type { ProfileResult } from '../source.ts';
import { SourceFault } from '../source-fault.ts';
import { DetailedView, FeedPage, PostView, ProfilesAnswer } from './answers.ts';
import { hasOptedOut, toReading } from './to-reading.ts';

/** Actors in one `getProfiles`, and items in one page of a feed: the limits of the lexicons. */
export const MAX_ACTORS = 25;
const MAX_ITEMS = 100;
/** Own posts after which no further page is read: the sample of the engagement rate. */
const WANTED_POSTS = 12;
/** Pages of one feed: an account that mostly reposts must not use up the budget. */
const MAX_PAGES = 5;

/** Codes of an account that has no feed: deleted, deactivated or taken down between two requests. */
const GONE_CODES = /^(?:AccountTakedown|AccountDeactivated|AccountSuspended|RepoTakendown|NotFound)$/;

interface ReadContext {
  client: JsonClient;
  /** Epoch milliseconds. */
  now(): number;
  minFollowers: number;
  /** Validators of the feeds' first pages, by id. */
  etags?: ReadonlyMap<string, string> | undefined;
  signal: AbortSignal;
}

/** `etag` is of the first page; `null` where older pages belong to the sample too. */
interface OwnPosts {
  posts: PostView[];
  etag: string | null;
}

/** Reads accounts by DID or handle: 25 in one request, and one request for the posts of each. */
export async function* readProfiles(
  context: ReadContext,
  ids: readonly string[],
): AsyncGenerator<ProfileResult> {
  const { client, signal } = context;
  const distinct = [...new Set(ids)];
  for (let from = 0; from < distinct.length; from += MAX_ACTORS) {
    const asked = distinct.slice(from, from + MAX_ACTORS);
    const answer = await client.get('app.bsky.actor.getProfiles', { signal, query: { actors: asked } });
    const views = parseItems(DetailedView, parseAnswer(ProfilesAnswer, answer).profiles);
    const byId = new Map(views.flatMap((view) => [[view.did, view] as const, [view.handle, view] as const]));
    yield* settleInOrder(asked.map((id) => readOne(context, id, byId.get(id))));
  }
}

async function readOne(
  { client, now, minFollowers, etags, signal }: ReadContext,
  id: string,
  view: DetailedView | undefined,
): Promise<ProfileResult> {
  if (view === undefined) return { id, absent: 'gone' };
  if (hasOptedOut(view)) return { id, absent: 'opted_out' };
  if ((view.followersCount ?? 0) < minFollowers) return { id, absent: 'few_followers' };
  try {
    const { posts, etag } =
      view.postsCount === 0
        ? { posts: [], etag: null }
        : await readOwnPosts(client, view, etags?.get(id) ?? null, signal);
    return { id, reading: toReading(view, posts, now()), etag };
  } catch (error) {
    if (isGone(error)) return { id, absent: 'gone' };
    throw error;
  }
}

/**
 * The newest own posts; none when the first page is as `known` says. Reposts are other people's posts; a pinned post
 * comes out of order and is sorted later.
 */
async function readOwnPosts(
  client: JsonClient,
  { did, postsCount = Number.POSITIVE_INFINITY }: DetailedView,
  known: string | null,
  signal: AbortSignal,
): Promise<OwnPosts> {
  const wanted = Math.min(WANTED_POSTS, postsCount);
  const own = new Map<string, PostView>();
  let etag: string | null = null;
  let cursor: string | undefined;
  for (let pages = 0; pages < MAX_PAGES && own.size < wanted; pages++) {
    const answer = await client.get('app.bsky.feed.getAuthorFeed', {
      signal,
      query: { actor: did, limit: MAX_ITEMS, filter: 'posts_no_replies', cursor },
      ...(pages === 0 && { etag: known }),
    });
    if (answer === null) return { posts: [], etag: known };
    etag = pages === 0 ? answer.etag : null;
    const page = parseAnswer(FeedPage, answer);
    const items = page.feed.filter(({ reason }) => !isRepost(reason)).map(({ post }) => post);
    for (const post of parseItems(PostView, items)) if (post.author.did === did) own.set(post.uri, post);
    // An empty page may have a cursor: what it held was filtered out.
    if (page.cursor === undefined || page.cursor === cursor) break;
    cursor = page.cursor;
  }
  return { posts: [...own.values()], etag };
}

function isRepost(reason: unknown): boolean {
  return (reason as { $type?: unknown } | undefined)?.$type === 'app.bsky.feed.defs#reasonRepost';
}

function isGone(error: unknown): boolean {
  if (!(error instanceof SourceFault)) return false;
  return error.kind === 'gone' || (error.status === 400 && GONE_CODES.test(error.code ?? ''));
}
