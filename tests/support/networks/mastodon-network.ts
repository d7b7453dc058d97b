import type { GeneratedAccount } from './generated-accounts.ts';
import { cutPages } from './generated-accounts.ts';
import type { Asked, JsonServer, Reply } from './json-server.ts';
import { serveJson } from './json-server.ts';

export interface MastodonNetworkOptions {
  accounts: readonly GeneratedAccount[];
  /** Number of the account that does not want to be discovered. */
  optedOut: number;
}

/**
 * An instance's answers with everything that goes wrong: pages that are short, empty or begin again, moved and
 * suspended accounts, posts of others and private posts in a page. Ordinary answers are tested on a real server.
 */
export function startMastodonNetwork({ accounts, optedOut }: MastodonNetworkOptions): Promise<JsonServer> {
  const byName = new Map(accounts.flatMap((one) => [one.name, one.formerName].map((name) => [name, one])));
  const byId = new Map(accounts.map((one) => [String(one.number), one]));
  const view = (one: GeneratedAccount, name = one.name) => ({
    id: String(one.number),
    username: name,
    acct: name,
    display_name: `Maker ${one.name}`,
    note: `<p>Posts about ${one.topic}</p>`,
    url: `https://social.test/@${name}`,
    followers_count: one.followers,
    following_count: one.following,
    statuses_count: one.posts.length,
    discoverable: one.number !== optedOut,
    indexable: true,
    suspended: one.state === 'gone',
    ...(name !== one.name && { moved: { acct: one.name, url: `https://social.test/@${one.name}` } }),
  });

  return serveJson((asked): Reply => {
    const { path, query } = asked;
    const [, id = '', list] = /^api\/v1\/accounts\/(\w+)\/(\w+)$/.exec(path) ?? [];
    if (path === 'api/v1/accounts/lookup') {
      const name = query.get('acct') ?? '';
      const one = byName.get(name);
      return one === undefined
        ? { status: 404, body: { error: 'Record not found' } }
        : { body: view(one, name) };
    }
    if (path === 'api/v2/search') {
      const found = accounts.filter(({ topic }) => topic === query.get('q')).map((one) => view(one));
      const offset = Number(query.get('offset') ?? 0);
      return { body: { accounts: found.slice(offset, offset + Number(query.get('limit'))) } };
    }
    const one = byId.get(id);
    if (path.startsWith('api/v1/timelines/tag/')) return { body: [] };
    if (one === undefined) return { status: 404, body: { error: 'Record not found' } };
    if (list === 'following')
      return paged(
        asked,
        accounts.slice(0, 250).map((other) => view(other)),
        80,
      );
    return paged(
      asked,
      one.posts.flatMap((post) => statusOf(one, post, view)),
      10,
    );
  });
}

/** Every fourth one is followed by a post for followers only, which must not be counted. */
function statusOf(
  one: GeneratedAccount,
  post: GeneratedAccount['posts'][number],
  view: (one: GeneratedAccount) => object,
): object[] {
  const status = {
    id: String(post.id),
    created_at: new Date(post.at).toISOString(),
    visibility: 'public',
    content: `<p>${post.text}</p>`,
    account: post.isForeign ? { ...view(one), id: 'somebody' } : view(one),
    favourites_count: post.likes,
    reblogs_count: 0,
    replies_count: post.comments,
    tags: [],
  };
  return post.id % 4 === 0 ? [status, { ...status, id: `${post.id}p`, visibility: 'private' }] : [status];
}

/** The next page is named in `Link`, also behind an empty one. */
function paged({ path, origin, query }: Asked, list: readonly object[], limit: number): Reply {
  const pages = cutPages(list, limit);
  const index = Number(query.get('max_id') ?? 0);
  const body = pages[index] ?? [];
  if (index + 1 >= pages.length) return { body };
  return { body, headers: { link: `<${origin}/${path}?max_id=${index + 1}>; rel="next"` } };
}
