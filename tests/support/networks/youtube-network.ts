import type { Schema } from '../descriptions/description.ts';
import { readDescription } from '../descriptions/description.ts';
import type { Values } from './fill-answer.ts';
import { createFiller } from './fill-answer.ts';
import type { GeneratedAccount, GeneratedPost } from './generated-accounts.ts';
import { cutPages } from './generated-accounts.ts';
import type { Asked, FaultPlan, JsonServer, Reply } from './json-server.ts';
import { serveJson } from './json-server.ts';

export interface YouTubeNetworkOptions {
  accounts: readonly GeneratedAccount[];
  key: string;
  /** What a day allows. Default: no limit. */
  quota?: { units: number; searches: number };
  faults?: FaultPlan;
  keepsAsked?: boolean;
}

const description = readDescription('youtube');
const filler = (name: string) =>
  createFiller(description, { $ref: `#/components/schemas/${name}` } as Schema);
const fill = {
  list: filler('ChannelListResponse'),
  channel: filler('Channel'),
  found: filler('SearchResult'),
  item: filler('PlaylistItem'),
  video: filler('Video'),
  subscription: filler('Subscription'),
  section: filler('ChannelSection'),
};

export function channelIdOf({ number }: Pick<GeneratedAccount, 'number'>): string {
  return `UC${String(number).padStart(22, '0')}`;
}

/** The YouTube Data API as far as the source uses it. It counts its own quota, as Google does. */
export async function startYouTubeNetwork(
  options: YouTubeNetworkOptions,
): Promise<JsonServer & { readonly used: { units: number; searches: number } }> {
  const { accounts, key, quota } = options;
  const there = accounts.filter(({ state }) => state !== 'gone');
  const byId = new Map(there.map((one) => [channelIdOf(one), one]));
  const byHandle = new Map(there.map((one) => [one.name, one]));
  const videos = new Map(there.flatMap((one) => one.posts.map((post) => [`v${post.id}`, { one, post }])));
  const used = { units: 0, searches: 0 };

  const route = (asked: Asked): Reply => {
    const { path, query } = asked;
    const ids = (query.get('id') ?? '').split(',').filter(Boolean);
    if (ids.length > 50) return fault(400, 'invalidParameter');
    switch (path) {
      case 'channels': {
        const handle = query.get('forHandle');
        const found = handle === null ? ids.map((id) => byId.get(id)) : [byHandle.get(handle)];
        return list(found.flatMap((one) => (one === undefined ? [] : channel(one))));
      }
      case 'search': {
        const found = there.filter(({ topic }) => topic === query.get('q'));
        return paged(query, found, (one) =>
          fill.found({
            snippet: {
              channelId: channelIdOf(one),
              channelTitle: one.name,
              title: one.name,
              description: one.topic,
            },
          }),
        );
      }
      case 'playlistItems': {
        const one = byId.get((query.get('playlistId') ?? '').replace(/^UU/, 'UC'));
        if (one === undefined || one.posts.length === 0) return fault(404, 'playlistNotFound');
        return paged(query, one.posts, (post) => fill.item({ contentDetails: { videoId: `v${post.id}` } }));
      }
      case 'videos':
        return list(ids.flatMap((id) => videoOf(videos.get(id))));
      case 'subscriptions': {
        const one = byId.get(query.get('channelId') ?? '');
        if (one === undefined) return fault(404, 'subscriberNotFound');
        if (one.state === 'discreet') return fault(403, 'subscriptionForbidden');
        const others = there.filter(({ topic, number }) => topic === one.topic && number !== one.number);
        return paged(query, others, (other) =>
          fill.subscription({
            snippet: { title: other.name, resourceId: { channelId: channelIdOf(other) } },
          }),
        );
      }
      case 'channelSections':
        return list([fill.section({ contentDetails: { channels: there.slice(0, 3).map(channelIdOf) } })]);
      default:
        return fault(404, 'notFound');
    }
  };

  const server = await serveJson((asked) => {
    if (asked.headers['x-goog-api-key'] !== key) return fault(400, 'keyInvalid');
    const budget = asked.path === 'search' ? 'searches' : 'units';
    if (quota !== undefined && used[budget] >= quota[budget]) return fault(403, 'quotaExceeded');
    used[budget]++;
    return route(asked);
  }, options);
  return { ...server, used };
}

function channel(one: GeneratedAccount): object {
  const isHidden = one.state === 'discreet';
  return fill.channel({
    id: channelIdOf(one),
    snippet: {
      title: `Maker ${one.name}`,
      description: `Videos about ${one.topic}`,
      customUrl: `@${one.name}`,
      country: 'PT',
      defaultLanguage: undefined,
    },
    statistics: {
      subscriberCount: isHidden ? undefined : String(one.followers),
      hiddenSubscriberCount: isHidden,
      videoCount: String(one.posts.length),
    },
    contentDetails: { relatedPlaylists: { uploads: channelIdOf(one).replace(/^UC/, 'UU') } },
  });
}

/** A video that is private by now is left out of the answer. */
function videoOf(found: { one: GeneratedAccount; post: GeneratedPost } | undefined): object[] {
  if (found === undefined || found.post.isForeign) return [];
  const { one, post } = found;
  return [
    fill.video({
      id: `v${post.id}`,
      snippet: {
        channelId: channelIdOf(one),
        publishedAt: new Date(post.at).toISOString(),
        title: post.text,
        description: '',
        tags: [one.topic],
        liveBroadcastContent: 'none',
      },
      statistics: {
        viewCount: String(post.views),
        likeCount: one.state === 'discreet' ? undefined : String(post.likes),
        commentCount: String(post.comments),
      },
      paidProductPlacementDetails: { hasPaidProductPlacement: post.isSponsored },
    }),
  ];
}

function list(items: readonly object[], nextPageToken?: string): Reply {
  // Without results there is no list at all.
  const values: Values = { items: items.length === 0 ? undefined : items, nextPageToken };
  return { body: fill.list(values) };
}

function paged<T>(query: URLSearchParams, all: readonly T[], fillOne: (one: T) => object): Reply {
  const pages = cutPages(all, Number(query.get('maxResults') ?? 5));
  const index = Number(query.get('pageToken') ?? 0);
  return list((pages[index] ?? []).map(fillOne), index + 1 < pages.length ? String(index + 1) : undefined);
}

function fault(status: number, reason: string): Reply {
  return {
    status,
    body: { error: { code: status, message: reason, errors: [{ domain: 'youtube', reason }] } },
  };
}
