import type { JsonClient } from '../http/json-client.ts';
import { parseAnswer, parseItems } from '../parse-answer.ts';
import type { ProfileResult } from '../source.ts';
import { SourceFault } from '../source-fault.ts';
import type { Channel as ChannelView, Video as VideoView } from './answers.ts';
import { Channel, ListPage, PlaylistItem, Video } from './answers.ts';
import { isChannelId, resolveChannelId } from './channel-id.ts';
import { followersOf, toReading } from './to-reading.ts';

/** Ids in one request, and items in one page: the limits of the interface. */
export const MAX_IDS = 50;
/** The sample of the engagement rate. */
const WANTED_POSTS = 30;

interface ReadContext {
  client: JsonClient;
  /** Epoch milliseconds. */
  now(): number;
  minFollowers: number;
  signal: AbortSignal;
}

interface Pending {
  id: string;
  channel: ChannelView;
  videoIds: readonly string[];
}

/**
 * Reads channels by id or handle. Each batch of 50 costs one unit for the channels, one for the uploads of each channel
 * that is large enough, and one for 50 videos of all of them together.
 */
export async function* readProfiles(
  context: ReadContext,
  ids: readonly string[],
): AsyncGenerator<ProfileResult> {
  const distinct = [...new Set(ids)];
  for (let from = 0; from < distinct.length; from += MAX_IDS) {
    yield* readBatch(context, distinct.slice(from, from + MAX_IDS));
  }
}

async function* readBatch(context: ReadContext, asked: readonly string[]): AsyncGenerator<ProfileResult> {
  const { client, signal, minFollowers, now } = context;
  const channelIds = await resolveAll(client, asked, signal);
  const known = [...new Set([...channelIds.values()].filter((id) => id !== null))];
  const channels = await readChannels(client, known, signal);
  const large: Pending[] = [];
  const uploads: Promise<Pending>[] = [];
  for (const id of asked) {
    const channel = channels.get(channelIds.get(id) ?? '');
    if (channel === undefined) yield { id, absent: 'gone' };
    else if ((followersOf(channel) ?? 0) < minFollowers) yield { id, absent: 'few_followers' };
    else uploads.push(readUploads(client, id, channel, signal));
  }
  // One that fails must not leave the others without a handler.
  for (const upload of uploads) upload.catch(() => {});
  for (const upload of uploads) large.push(await upload);
  const videos = await readVideos(
    client,
    large.flatMap(({ videoIds }) => videoIds),
    signal,
  );
  for (const { id, channel, videoIds } of large) {
    const own = videoIds.flatMap((videoId) => videos.get(videoId) ?? []);
    yield { id, reading: toReading(channel, own, now()) };
  }
}

/** A handle costs a unit of its own; an id costs nothing here. */
async function resolveAll(
  client: JsonClient,
  asked: readonly string[],
  signal: AbortSignal,
): Promise<Map<string, string | null>> {
  const resolved = new Map<string, string | null>();
  for (const id of asked) {
    resolved.set(id, isChannelId(id) ? id : await resolveChannelId(client, id, signal));
  }
  return resolved;
}

async function readChannels(
  client: JsonClient,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<Map<string, ChannelView>> {
  if (ids.length === 0) return new Map();
  const query = { part: 'snippet,statistics,contentDetails', id: ids.join(','), maxResults: MAX_IDS };
  const page = parseAnswer(ListPage, await client.get('channels', { signal, query }));
  return new Map(parseItems(Channel, page.items ?? []).map((channel) => [channel.id, channel]));
}

/** A channel without videos has a playlist of uploads that does not exist. */
async function readUploads(
  client: JsonClient,
  id: string,
  channel: ChannelView,
  signal: AbortSignal,
): Promise<Pending> {
  const playlistId = channel.contentDetails?.relatedPlaylists?.uploads;
  const hasNone = !playlistId || channel.statistics?.videoCount === '0';
  if (hasNone) return { id, channel, videoIds: [] };
  const query = { part: 'contentDetails', playlistId, maxResults: WANTED_POSTS };
  try {
    const page = parseAnswer(ListPage, await client.get('playlistItems', { signal, query }));
    const items = parseItems(PlaylistItem, page.items ?? []);
    return { id, channel, videoIds: [...new Set(items.map((item) => item.contentDetails.videoId))] };
  } catch (error) {
    if (error instanceof SourceFault && error.kind === 'gone') return { id, channel, videoIds: [] };
    throw error;
  }
}

/** Videos that were deleted or made private since are not in the answer. */
async function readVideos(
  client: JsonClient,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<Map<string, VideoView>> {
  const videos = new Map<string, VideoView>();
  const chunks = Array.from({ length: Math.ceil(ids.length / MAX_IDS) }, (_, index) =>
    ids.slice(index * MAX_IDS, (index + 1) * MAX_IDS),
  );
  await Promise.all(
    chunks.map(async (chunk) => {
      const part = 'snippet,statistics,paidProductPlacementDetails';
      const query = { part, id: chunk.join(','), maxResults: MAX_IDS };
      const page = parseAnswer(ListPage, await client.get('videos', { signal, query }));
      for (const video of parseItems(Video, page.items ?? [])) videos.set(video.id, video);
    }),
  );
  return videos;
}
