import type { JsonClient } from '../http/json-client.ts';
import { parseAnswer, parseItems } from '../parse-answer.ts';
import { readEach } from '../read-each.ts';
import type { ProfileResult } from '../source.ts';
import { Account, Status, Statuses } from './answers.ts';
import { isDomain } from './domain.ts';
import type { Instances } from './instances.ts';
import { absenceOf, toReading } from './to-reading.ts';

/** Statuses in one page: the limit of the interface. */
const PAGE = 40;
/** Own posts after which no further page is read: the sample of the engagement rate. */
const WANTED_POSTS = 12;
/** Pages of one account: what its owner hides is cut out of a page after it was made. */
const MAX_PAGES = 5;

interface ReadContext {
  instances: Instances;
  /** Epoch milliseconds. */
  now(): number;
  minFollowers: number;
  signal: AbortSignal;
}

/** Reads accounts, named `name@domain`, each from its home instance: elsewhere its counts lag. */
export function readProfiles(context: ReadContext, ids: readonly string[]): AsyncGenerator<ProfileResult> {
  return readEach(ids, (id) => readOne(context, id));
}

async function readOne(
  { instances, now, minFollowers, signal }: ReadContext,
  id: string,
): Promise<ProfileResult> {
  const [, name, domain] = /^([^@]+)@([^@/]+)$/.exec(id) ?? [];
  if (name === undefined || domain === undefined || !isDomain(domain.toLowerCase())) {
    return { id, absent: 'gone' };
  }
  const client = instances.of(domain);
  const answer = await client.get('api/v1/accounts/lookup', { signal, query: { acct: name } });
  const account = parseAnswer(Account, answer);
  const absent = absenceOf(account);
  if (absent === 'moved') return { id, absent, movedTo: account.moved?.acct };
  if (absent !== null) return { id, absent };
  if ((account.followers_count ?? 0) < minFollowers) return { id, absent: 'few_followers' };
  const statuses = account.statuses_count === 0 ? [] : await readOwnStatuses(client, account, signal);
  return { id, reading: toReading(account, domain, statuses, now()) };
}

/** The newest own public posts, without replies and boosts. A page can be short or empty and still have a next one. */
async function readOwnStatuses(client: JsonClient, account: Account, signal: AbortSignal): Promise<Status[]> {
  const own = new Map<string, Status>();
  const wanted = Math.min(WANTED_POSTS, account.statuses_count ?? WANTED_POSTS);
  let maxId: string | undefined;
  for (let pages = 0; pages < MAX_PAGES && own.size < wanted; pages++) {
    const answer = await client.get(`api/v1/accounts/${account.id}/statuses`, {
      signal,
      query: { limit: PAGE, exclude_replies: true, exclude_reblogs: true, max_id: maxId },
    });
    const items = parseItems(Status, parseAnswer(Statuses, answer));
    for (const status of items) if (isOwnPublic(status, account)) own.set(status.id, status);
    const next = answer?.next == null ? null : new URL(answer.next, 'https://unused.invalid');
    const nextId = next?.searchParams.get('max_id') ?? undefined;
    if (nextId === undefined || nextId === maxId) break;
    maxId = nextId;
  }
  return [...own.values()];
}

function isOwnPublic(status: Status, { id }: Account): boolean {
  const isVisible = status.visibility === 'public' || status.visibility === 'unlisted';
  return isVisible && status.account.id === id && !status.reblog && !status.in_reply_to_id;
}
