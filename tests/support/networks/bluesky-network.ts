import type { GeneratedAccount } from './generated-accounts.ts';
import { cutPages } from './generated-accounts.ts';
import type { Asked, JsonServer, Reply } from './json-server.ts';
import { serveJson } from './json-server.ts';

export interface BlueskyNetworkOptions {
  accounts: readonly GeneratedAccount[];
  /** Number of the account that asks not to be shown outside the network. */
  optedOut: number;
}

export function didOf({ number }: Pick<GeneratedAccount, 'number'>): string {
  return `did:plc:${String(number).padStart(24, 'a')}`;
}

/**
 * The AppView's answers with everything that goes wrong: pages that are short, empty or begin again, a page of nothing
 * but reposts, `searchPosts` refused to strangers. Ordinary answers are tested on the real AppView.
 */
export function startBlueskyNetwork(options: BlueskyNetworkOptions): Promise<JsonServer> {
  const there = options.accounts.filter(({ state }) => state !== 'gone');
  const byName = new Map(there.flatMap((one) => [didOf(one), handleOf(one)].map((name) => [name, one])));
  const view = (one: GeneratedAccount) => ({
    did: didOf(one),
    handle: handleOf(one),
    displayName: `Maker ${one.name}`,
    description: `Posts about ${one.topic}`,
    labels: one.number === options.optedOut ? [{ val: '!no-unauthenticated' }] : [],
  });

  return serveJson(({ path, query }): Reply => {
    switch (path.replace('xrpc/', '')) {
      case 'app.bsky.actor.searchActors':
        return paged(query, 'actors', there.filter(({ topic }) => topic === query.get('q')).map(view));
      case 'app.bsky.graph.getFollows':
        return paged(query, 'follows', there.slice(0, 250).map(view));
      case 'app.bsky.graph.getSuggestedFollowsByActor':
        return { body: { suggestions: there.slice(0, 20).map(view) } };
      case 'app.bsky.feed.searchPosts':
        return { status: 403, body: { error: 'Forbidden' } };
      case 'app.bsky.graph.searchStarterPacks':
        return { body: { starterPacks: [] } };
      case 'app.bsky.actor.getProfiles': {
        const profiles = query.getAll('actors').flatMap((name) => byName.get(name) ?? []);
        return { body: { profiles: profiles.map((one) => ({ ...view(one), ...countsOf(one) })) } };
      }
      case 'app.bsky.feed.getAuthorFeed': {
        const one = byName.get(query.get('actor') ?? '');
        return one === undefined ? { status: 400, body: { error: 'NotFound' } } : feed(query, one, view);
      }
      default:
        return { status: 501, body: { error: 'MethodNotImplemented' } };
    }
  });
}

function handleOf({ name }: GeneratedAccount): string {
  return `${name.replaceAll('_', '-')}.test`;
}

function countsOf({ followers, following, posts }: GeneratedAccount) {
  return { followersCount: followers, followsCount: following, postsCount: posts.length };
}

function feed(query: URLSearchParams, one: GeneratedAccount, view: (one: GeneratedAccount) => object): Reply {
  const items = one.posts.map((post) => {
    const author = post.isForeign ? { did: 'did:plc:somebodyelse', handle: 'else.test' } : view(one);
    return {
      post: {
        uri: `at://${didOf(one)}/app.bsky.feed.post/${post.id}`,
        author,
        record: { text: post.text, createdAt: new Date(post.at).toISOString() },
        likeCount: post.likes,
        replyCount: post.comments,
      },
      ...(post.isForeign && { reason: { $type: 'app.bsky.feed.defs#reasonRepost' } }),
    };
  });
  const reposts = Array.from({ length: 5 }, (_, n) => ({
    post: {
      uri: `at://did:plc:somebodyelse/app.bsky.feed.post/${n}`,
      author: { did: 'did:plc:somebodyelse', handle: 'else.test' },
      record: {},
    },
    reason: { $type: 'app.bsky.feed.defs#reasonRepost' },
  }));
  // Ten items a page, whatever the limit, so that there are several.
  const pages = [reposts, ...cutPages(items, 10)];
  const index = Number(query.get('cursor') ?? 0);
  const cursor = index + 1 < pages.length ? String(index + 1) : undefined;
  return { body: { feed: pages[index] ?? [], cursor } };
}

function paged(query: Asked['query'], name: string, list: readonly object[]): Reply {
  const pages = cutPages(list, Number(query.get('limit') ?? 50));
  const index = Number(query.get('cursor') ?? 0);
  const cursor = index + 1 < pages.length ? String(index + 1) : undefined;
  return { body: { [name]: pages[index] ?? [], cursor } };
}
