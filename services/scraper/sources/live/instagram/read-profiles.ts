import type { JsonClient } from '../http/json-client.ts';
import { parseAnswer, parseItems } from '../parse-answer.ts';
import { readEach } from '../read-each.ts';
import type { ProfileResult } from '../source.ts';
import type { Account, Media as MediaView } from './answers.ts';
import { Answer, Media } from './answers.ts';
import { toReading } from './to-reading.ts';

const ACCOUNT_FIELDS = [
  'id',
  'username',
  'name',
  'biography',
  'profile_picture_url',
  'followers_count',
  'follows_count',
  'media_count',
];
const MEDIA_FIELDS = ['id', 'caption', 'like_count', 'comments_count', 'view_count', 'timestamp'];
/** Media in one page. */
const PAGE = 30;
/** Own posts after which no further page is read: the sample of the engagement rate. */
const WANTED_POSTS = 12;
/** Pages of one account: what its owner hides may be cut out of a page. */
const MAX_PAGES = 3;

interface ReadContext {
  client: JsonClient;
  /** Id of the operator's own account. */
  account: string;
  /** Epoch milliseconds. */
  now(): number;
  minFollowers: number;
  signal: AbortSignal;
}

/** Reads accounts by name: one request for an account with its newest posts. */
export function readProfiles(context: ReadContext, ids: readonly string[]): AsyncGenerator<ProfileResult> {
  return readEach(ids, (id) => readOne(context, id));
}

/** The name becomes part of an expression, so it must be nothing but a name. */
export function isUsername(text: string): boolean {
  return /^[a-z0-9_](?:[a-z0-9._]{0,28}[a-z0-9_])?$/i.test(text);
}

async function readOne(context: ReadContext, id: string): Promise<ProfileResult> {
  const { now, minFollowers } = context;
  if (!isUsername(id)) return { id, absent: 'gone' };
  const account = await readPage(context, id, undefined);
  if ((account.followers_count ?? 0) < minFollowers) return { id, absent: 'few_followers' };
  return { id, reading: toReading(account, await readPosts(context, id, account), now()) };
}

async function readPosts(context: ReadContext, id: string, first: Account): Promise<MediaView[]> {
  const posts = new Map<string, MediaView>();
  const wanted = Math.min(WANTED_POSTS, first.media_count ?? WANTED_POSTS);
  let page = first;
  for (let pages = 1; ; pages++) {
    for (const media of parseItems(Media, page.media?.data ?? [])) posts.set(media.id, media);
    const after = page.media?.paging?.cursors?.after;
    if (posts.size >= wanted || after === undefined || pages >= MAX_PAGES) return [...posts.values()];
    page = await readPage(context, id, after);
  }
}

async function readPage(
  { client, account, signal }: ReadContext,
  name: string,
  after: string | undefined,
): Promise<Account> {
  const cursor = after === undefined ? '' : `.after(${after.replace(/[^\w=+/-]/g, '')})`;
  const media = `media${cursor}.limit(${PAGE}){${MEDIA_FIELDS.join(',')}}`;
  const fields = `business_discovery.username(${name}){${[...ACCOUNT_FIELDS, media].join(',')}}`;
  return parseAnswer(Answer, await client.get(account, { signal, query: { fields } })).business_discovery;
}
