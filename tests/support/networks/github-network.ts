import { readDescription } from '../descriptions/description.ts';
import { createFiller } from './fill-answer.ts';
import type { GeneratedAccount } from './generated-accounts.ts';
import { cutPages } from './generated-accounts.ts';
import type { Asked, FaultPlan, JsonServer, Reply } from './json-server.ts';
import { serveJson } from './json-server.ts';

export interface GitHubNetworkOptions {
  accounts: readonly GeneratedAccount[];
  /** Requests in a window of each resource; above it, 403 as GitHub answers it. Default: no limit. */
  limits?: { core: number; search: number; windowMs: number };
  faults?: FaultPlan;
  keepsAsked?: boolean;
}

const description = readDescription('github');
const answer = (path: string) => description.answers[path] ?? {};
const itemsOf = (path: string) => answer(path).properties?.items?.items ?? {};
const fillUser = createFiller(description, { $ref: '#/components/schemas/public-user' });
const fillFollowed = createFiller(description, answer('/users/{username}/following').items ?? {});
const fillFound = createFiller(description, itemsOf('/search/users'));
const fillRepository = createFiller(description, answer('/users/{username}/repos').items ?? {});
const fillFoundRepository = createFiller(description, itemsOf('/search/repositories'));

/** GitHub's REST API as far as the source uses it, with answers made of the official description. */
export async function startGitHubNetwork(
  options: GitHubNetworkOptions,
): Promise<JsonServer & { overLimit(): number }> {
  const { accounts, limits } = options;
  const byNumber = new Map(accounts.map((one) => [String(one.number), one]));
  const byName = new Map(accounts.flatMap((one) => [one.name, one.formerName].map((name) => [name, one])));
  const windows = { core: { left: 0, resetAt: 0 }, search: { left: 0, resetAt: 0 } };
  let overLimit = 0;

  const takeFrom = (resource: 'core' | 'search'): { headers: Record<string, string>; isOver: boolean } => {
    if (limits === undefined) return { headers: {}, isOver: false };
    const window = windows[resource];
    if (Date.now() >= window.resetAt) {
      window.left = limits[resource];
      // Whole seconds, as GitHub gives them.
      window.resetAt = Math.ceil((Date.now() + limits.windowMs) / 1_000) * 1_000;
    }
    const isOver = window.left <= 0;
    if (isOver) overLimit++;
    else window.left--;
    return {
      isOver,
      headers: {
        'x-ratelimit-limit': String(limits[resource]),
        'x-ratelimit-remaining': String(window.left),
        'x-ratelimit-reset': String(window.resetAt / 1_000),
        'x-ratelimit-resource': resource,
      },
    };
  };

  const route = (asked: Asked): Reply => {
    const [first = '', second = '', third] = asked.path.split('/');
    if (first === 'search') return search(second, asked);
    if (first === 'user') return userReply(byNumber.get(second));
    const account = byName.get(decodeURIComponent(second));
    if (account === undefined || account.state === 'gone') return NOT_FOUND;
    if (account.name !== decodeURIComponent(second)) {
      return { status: 301, headers: { location: `${asked.origin}/user/${account.number}` } };
    }
    if (third === undefined) return userReply(account);
    if (third === 'repos')
      return listReply(asked, account.posts, (post) => fillRepository(repository(account, post)));
    const followed = accounts.filter(
      ({ topic, number }) => topic === account.topic && number !== account.number,
    );
    return listReply(asked, followed.filter(isThere), (one) => fillFollowed(item(one)));
  };

  const search = (kind: string, asked: Asked): Reply => {
    const q = asked.query.get('q') ?? '';
    const topic = /topic:(\S+)|(topic\d+)/.exec(q)?.slice(1).find(Boolean);
    const found = accounts.filter((one) => one.topic === topic && isThere(one));
    const items =
      kind === 'users'
        ? listReply(asked, found, (one) => fillFound(item(one)))
        : listReply(
            asked,
            found.flatMap((one) => one.posts.slice(0, 1).map((post) => ({ one, post }))),
            ({ one, post }) => fillFoundRepository(repository(one, post)),
          );
    const body = { total_count: found.length, incomplete_results: false, items: items.body };
    return { ...items, body };
  };

  const server = await serveJson((asked) => {
    const { headers, isOver } = takeFrom(asked.path.startsWith('search/') ? 'search' : 'core');
    if (isOver) return { status: 403, headers, body: { message: 'API rate limit exceeded' } };
    const reply = route(asked);
    return { ...reply, headers: { ...headers, ...reply.headers } };
  }, options);
  return { ...server, overLimit: () => overLimit };
}

const NOT_FOUND: Reply = { status: 404, body: { message: 'Not Found' } };

function isThere({ state }: GeneratedAccount): boolean {
  return state !== 'gone';
}

function item({ number, name }: GeneratedAccount) {
  return { id: number, login: name, type: 'User' };
}

function userReply(account: GeneratedAccount | undefined): Reply {
  if (account === undefined || !isThere(account)) return NOT_FOUND;
  const { name, topic, followers, following, posts } = account;
  return {
    body: fillUser({
      ...item(account),
      name: `Maker ${name}`,
      bio: `I write about ${topic}`,
      location: 'Lisbon',
      avatar_url: `https://avatars.example.test/${name}`,
      html_url: `https://github.example.test/${name}`,
      ...{ followers, following, public_repos: posts.length },
    }),
  };
}

function repository(account: GeneratedAccount, post: GeneratedAccount['posts'][number]) {
  return {
    id: post.id,
    name: `project-${post.id}`,
    owner: fillFollowed(item(account)),
    description: post.text,
    fork: post.isForeign,
    private: false,
    created_at: new Date(post.at).toISOString(),
    stargazers_count: post.likes,
    topics: [account.topic],
  };
}

/** One page, with `Link` to the next. */
function listReply<T>(asked: Asked, list: readonly T[], fill: (one: T) => object): Reply {
  const page = Number(asked.query.get('page') ?? 1);
  const pages = cutPages(list, Number(asked.query.get('per_page') ?? 30));
  const body = (pages[page - 1] ?? []).map(fill);
  if (page >= pages.length) return { body };
  const next = new URL(`${asked.origin}/${asked.path}?${asked.query}`);
  next.searchParams.set('page', String(page + 1));
  return { body, headers: { link: `<${next.href}>; rel="next"` } };
}
