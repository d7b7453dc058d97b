import { parseAnswer, parseItems } from '../parse-answer.ts';
import type { Step } from '../run-steps.ts';
import { runSteps } from '../run-steps.ts';
import type { Candidate, CandidatePage, DiscoverQuery } from '../source.ts';
import { Repository, SearchPage, UserItem, UserList } from './answers.ts';
import type { GitHubClients } from './clients.ts';

const PAGE = 100;
/** A search shows at most 1,000 results. */
const MAX_SEARCH_PAGES = 10;
/** Of the accounts that one seed follows. */
const MAX_FOLLOWS_PAGES = 10;
/** Below this, an account is not one that others follow for what it makes. */
const MIN_FOLLOWERS = 100;

/**
 * Finds accounts by words in names, by who owns the repositories with most stars on the topic, and by whom the seeds
 * follow. Organizations are left out: they are no persons.
 */
export function discover(
  clients: GitHubClients,
  query: DiscoverQuery,
  cursor: string | null,
  signal: AbortSignal,
): AsyncGenerator<CandidatePage> {
  return runSteps(stepsOf(clients, query, signal), cursor);
}

function stepsOf(clients: GitHubClients, { topic, seeds }: DiscoverQuery, signal: AbortSignal): Step[] {
  const steps: Step[] = [];
  if (topic !== null) {
    // Quotes and colons have a meaning in the syntax of searches.
    const words = topic.match(/[\p{L}\p{N}+#.-]+/gu) ?? [];
    const slug = words
      .join('-')
      .toLowerCase()
      .replace(/[^a-z0-9-]/g, '');
    const text = words.join(' ');
    if (slug !== '') steps.push(repositoriesStep(clients, 'topic', `topic:${slug}`, 'hashtag', signal));
    if (text !== '') {
      steps.push(usersStep(clients, `${text} type:user followers:>=${MIN_FOLLOWERS}`, signal));
      steps.push(repositoriesStep(clients, 'words', `${text} in:name,description`, 'post', signal));
    }
  }
  for (const seed of seeds) steps.push(followsStep(clients, seed, signal));
  return steps;
}

function usersStep({ search }: GitHubClients, q: string, signal: AbortSignal): Step {
  return {
    name: 'users',
    async page(cursor) {
      const page = pageOf(cursor);
      const query = { q, sort: 'followers', order: 'desc', per_page: PAGE, page };
      const answer = await search.get('search/users', { signal, query });
      const { items } = parseAnswer(SearchPage, answer);
      const candidates = parseItems(UserItem, items).flatMap((user) => candidateOf(user, '', 'profile'));
      return { candidates, cursor: nextOf(answer?.next ?? null, page, MAX_SEARCH_PAGES) };
    },
  };
}

function repositoriesStep(
  { search }: GitHubClients,
  name: string,
  q: string,
  via: 'hashtag' | 'post',
  signal: AbortSignal,
): Step {
  return {
    name: `repositories:${name}`,
    async page(cursor) {
      const page = pageOf(cursor);
      const query = { q, sort: 'stars', order: 'desc', per_page: PAGE, page };
      const answer = await search.get('search/repositories', { signal, query });
      const { items } = parseAnswer(SearchPage, answer);
      const candidates = parseItems(Repository, items).flatMap(({ owner, ...repository }) => {
        const text = [repository.name, repository.description, ...(repository.topics ?? [])];
        return owner === null ? [] : candidateOf(owner, text.filter(Boolean).join('\n'), via);
      });
      return { candidates, cursor: nextOf(answer?.next ?? null, page, MAX_SEARCH_PAGES) };
    },
  };
}

function followsStep({ core }: GitHubClients, seed: string, signal: AbortSignal): Step {
  return {
    name: `follows:${seed}`,
    seed,
    async page(cursor) {
      const page = pageOf(cursor);
      const path = `users/${encodeURIComponent(seed)}/following`;
      const answer = await core.get(path, { signal, query: { per_page: PAGE, page } });
      const users = parseItems(UserItem, parseAnswer(UserList, answer));
      return {
        candidates: users.flatMap((user) => candidateOf(user, '', 'follow')),
        cursor: nextOf(answer?.next ?? null, page, MAX_FOLLOWS_PAGES),
      };
    },
  };
}

function pageOf(cursor: string | undefined): number {
  return Math.max(1, Math.trunc(Number(cursor ?? 1)) || 1);
}

/** The `Link` header says whether there is a next page: a page may be short, or empty. */
function nextOf(link: string | null, page: number, maxPages: number): string | null {
  return link === null || page >= maxPages ? null : String(page + 1);
}

function candidateOf({ id, login, type }: UserItem, text: string, via: Candidate['via']): Candidate[] {
  if (type !== 'User') return [];
  return [{ id: String(id), username: login, text: `${login}\n${text}`.trim(), followers: null, via }];
}
