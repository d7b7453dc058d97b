import type { Static, TSchema } from 'typebox';
import Type from 'typebox';

/**
 * The fields that are read of the YouTube Data API's answers: https://developers.google.com/youtube/v3/docs. Whatever
 * else an answer holds is ignored. Counts are texts.
 */
const text = Type.Optional(Type.String());

const page = {
  nextPageToken: text,
  items: Type.Optional(Type.Array(Type.Unknown())),
};
/** A page of any list. A list without results has no `items`. */
export const ListPage = Type.Object(page);

const Thumbnail = Type.Optional(Type.Object({ url: text }));
const Thumbnails = Type.Optional(Type.Object({ default: Thumbnail, medium: Thumbnail, high: Thumbnail }));

/** `youtube#searchResult` of a channel or a video. */
export const SearchResult = Type.Object({
  snippet: Type.Object({
    channelId: Type.String({ minLength: 1 }),
    channelTitle: text,
    title: text,
    description: text,
  }),
});
export type SearchResult = Static<typeof SearchResult>;

/** `youtube#channel` with the parts `snippet`, `statistics` and `contentDetails`. */
export const Channel = Type.Object({
  id: Type.String({ minLength: 1 }),
  snippet: Type.Object({
    title: text,
    description: text,
    customUrl: text,
    country: text,
    defaultLanguage: text,
    thumbnails: Thumbnails,
  }),
  statistics: Type.Optional(
    Type.Object({
      subscriberCount: text,
      hiddenSubscriberCount: Type.Optional(Type.Boolean()),
      videoCount: text,
    }),
  ),
  contentDetails: Type.Optional(
    Type.Object({ relatedPlaylists: Type.Optional(Type.Object({ uploads: text })) }),
  ),
});
export type Channel = Static<typeof Channel>;

/** `youtube#playlistItem` with the part `contentDetails`. */
export const PlaylistItem = Type.Object({
  contentDetails: Type.Object({ videoId: Type.String({ minLength: 1 }) }),
});

/** `youtube#video` with the parts `snippet`, `statistics` and `paidProductPlacementDetails`. */
export const Video = Type.Object({
  id: Type.String({ minLength: 1 }),
  snippet: Type.Object({
    channelId: Type.String(),
    publishedAt: text,
    title: text,
    description: text,
    tags: Type.Optional(Type.Array(Type.String())),
    liveBroadcastContent: text,
  }),
  statistics: Type.Optional(Type.Object({ viewCount: text, likeCount: text, commentCount: text })),
  paidProductPlacementDetails: Type.Optional(
    Type.Object({ hasPaidProductPlacement: Type.Optional(Type.Boolean()) }),
  ),
});
export type Video = Static<typeof Video>;

/** `youtube#subscription`: `resourceId` is the channel that is subscribed to. */
export const Subscription = Type.Object({
  snippet: Type.Object({
    title: text,
    description: text,
    resourceId: Type.Object({ channelId: Type.String({ minLength: 1 }) }),
  }),
});

/** `youtube#channelSection`: channels that the owner features. */
export const ChannelSection = Type.Object({
  contentDetails: Type.Object({ channels: Type.Array(Type.String()) }),
});

/** What is read, by the path that answers it. */
export const YOUTUBE_ITEMS: Readonly<Record<string, TSchema>> = {
  search: SearchResult,
  channels: Channel,
  playlistItems: PlaylistItem,
  videos: Video,
  subscriptions: Subscription,
  channelSections: ChannelSection,
};
