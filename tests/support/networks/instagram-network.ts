import { readDescription } from '../descriptions/description.ts';
import { createFiller } from './fill-answer.ts';
import type { GeneratedAccount } from './generated-accounts.ts';
import { cutPages } from './generated-accounts.ts';
import type { Asked, FaultPlan, JsonServer, Reply } from './json-server.ts';
import { serveJson } from './json-server.ts';

export interface InstagramNetworkOptions {
  accounts: readonly GeneratedAccount[];
  account: string;
  token: string;
  /** Requests after which the token is over its limit. Default: no limit. */
  limit?: number;
  faults?: FaultPlan;
  keepsAsked?: boolean;
}

const description = readDescription('instagram');
const fillAccount = createFiller(description, { $ref: '#/components/schemas/IGUser' });
const fillMedia = createFiller(description, { $ref: '#/components/schemas/IGMedia' });

/** Business Discovery: only the fields that are asked for are in the answer. */
export function startInstagramNetwork(options: InstagramNetworkOptions): Promise<JsonServer> {
  const { accounts, account, token, limit = Number.POSITIVE_INFINITY } = options;
  const byName = new Map(accounts.filter(({ state }) => state !== 'gone').map((one) => [one.name, one]));
  let answered = 0;
  return serveJson((asked) => {
    if (asked.headers.authorization !== `Bearer ${token}`) return fault(400, 190);
    if (asked.path !== account) return fault(400, 100);
    if (++answered > limit) return fault(400, 4);
    return discovery(asked, byName);
  }, options);
}

const EXPRESSION = /^business_discovery\.username\(([^)]*)\)\{(.*)\}$/;
const MEDIA = /media(?:\.after\(([^)]*)\))?\.limit\((\d+)\)\{([^}]*)\}/;

function discovery({ query }: Asked, byName: ReadonlyMap<string, GeneratedAccount>): Reply {
  const [, name = '', fields = ''] = EXPRESSION.exec(query.get('fields') ?? '') ?? [];
  const [media = '', after, limit, mediaFields = ''] = MEDIA.exec(fields) ?? [];
  const one = byName.get(name);
  if (one === undefined) return fault(400, 110, 2_207_013);
  const pages = cutPages(one.posts, Number(limit));
  const index = Number(after ?? 0);
  const data = (pages[index] ?? []).map((post) =>
    pick(
      fillMedia({
        id: String(post.id),
        caption: `${post.text} #${one.topic}`,
        like_count: one.state === 'discreet' ? undefined : post.likes,
        comments_count: post.comments,
        view_count: post.views,
        timestamp: new Date(post.at)
          .toISOString()
          .replace('.000Z', '+0000')
          .replace(/\.\d+Z$/, '+0000'),
      }),
      mediaFields,
    ),
  );
  const cursors = index + 1 < pages.length ? { after: String(index + 1) } : {};
  const account = fillAccount({
    id: `1784140000000${one.number}`,
    username: one.name,
    name: `Maker ${one.name}`,
    biography: `Pictures about ${one.topic}`,
    profile_picture_url: `https://pictures.example.test/${one.name}.jpg`,
    followers_count: one.followers,
    follows_count: one.following,
    media_count: one.posts.length,
  });
  const picked = pick(account, fields.replace(media, ''));
  return {
    body: {
      business_discovery: { ...picked, media: { data, paging: { cursors } } },
      id: '17841400000000001',
    },
  };
}

function pick(value: object, fields: string): object {
  const names = fields.split(',');
  return Object.fromEntries(Object.entries(value).filter(([name]) => names.includes(name)));
}

function fault(status: number, code: number, subcode?: number): Reply {
  const error = {
    message: 'made up',
    type: 'OAuthException',
    code,
    error_subcode: subcode,
    fbtrace_id: 'made up',
  };
  return { status, body: { error } };
}
