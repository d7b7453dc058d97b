import type { JsonClient } from '../http/json-client.ts';
import { parseAnswer, parseItems } from '../parse-answer.ts';
import { readEach } from '../read-each.ts';
import type { ProfileResult } from '../source.ts';
import { Repository, RepositoryList, User } from './answers.ts';
import { toReading } from './to-reading.ts';

/** Repositories in one page: the limit of the interface. */
const PAGE = 100;
/** Own repositories after which no further page is read: the sample of the engagement rate. */
const WANTED_POSTS = 12;
/** Pages of one account: one that mostly forks must not use up the limit. */
const MAX_PAGES = 3;

interface ReadContext {
  client: JsonClient;
  /** Epoch milliseconds. */
  now(): number;
  minFollowers: number;
  signal: AbortSignal;
}

/** Reads accounts by number, which never changes, or by login: one request for the account, one for its repositories. */
export function readProfiles(context: ReadContext, ids: readonly string[]): AsyncGenerator<ProfileResult> {
  return readEach(ids, (id) => readOne(context, id));
}

async function readOne(
  { client, now, minFollowers, signal }: ReadContext,
  id: string,
): Promise<ProfileResult> {
  const path = /^\d+$/.test(id) ? `user/${id}` : `users/${encodeURIComponent(id)}`;
  const user = parseAnswer(User, await client.get(path, { signal }));
  if ((user.followers ?? 0) < minFollowers) return { id, absent: 'few_followers' };
  const repositories = user.public_repos === 0 ? [] : await readOwnRepositories(client, user, signal);
  return { id, reading: toReading(user, repositories, now()) };
}

/** The newest own repositories. A fork is somebody else's work. */
async function readOwnRepositories(
  client: JsonClient,
  { id, login, public_repos = Number.POSITIVE_INFINITY }: User,
  signal: AbortSignal,
): Promise<Repository[]> {
  const own = new Map<number, Repository>();
  const wanted = Math.min(WANTED_POSTS, public_repos);
  for (let page = 1; page <= MAX_PAGES && own.size < wanted; page++) {
    const answer = await client.get(`users/${encodeURIComponent(login)}/repos`, {
      signal,
      query: { type: 'owner', sort: 'created', direction: 'desc', per_page: PAGE, page },
    });
    for (const repository of parseItems(Repository, parseAnswer(RepositoryList, answer))) {
      const isOwn = repository.owner?.id === id && !repository.fork && !repository.private;
      if (isOwn) own.set(repository.id, repository);
    }
    if ((answer?.next ?? null) === null) break;
  }
  return [...own.values()];
}
