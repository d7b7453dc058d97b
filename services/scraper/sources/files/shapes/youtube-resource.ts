import { readSourceId } from '#scraper/reading/fields/identity.ts';
import { isObject } from '#scraper/reading/fields/posts.ts';
import { quote, RowError } from '#scraper/reading/fields/row-error.ts';
import { toLine } from '#scraper/reading/fields/text.ts';
import type { Reading } from '#scraper/reading.ts';
import { buildReading } from '../build-reading.ts';
import type { RowContext } from '../row-context.ts';
import type { Shape } from '../shape.ts';
import { part } from '../shape.ts';

/** A resource of the YouTube Data API v3: a channel, or a video as a post of its channel. */
export const youtubeResource: Shape = {
  name: 'YouTube Data API',
  matches: (row) => typeof row.kind === 'string' && row.kind.startsWith('youtube#'),
  read(row, context) {
    if (row.kind === 'youtube#channel') return readChannel(row, context);
    if (row.kind === 'youtube#video') return readVideo(row, context);
    throw new RowError(`kind: ${quote(row.kind)} is neither youtube#channel nor youtube#video`);
  },
};

function readChannel(row: Record<string, unknown>, context: RowContext): Reading {
  const snippet = part(row, 'snippet');
  const statistics = part(row, 'statistics');
  const id = needId('id', row.id);
  return buildReading(
    {
      platform: 'youtube',
      nativeId: id,
      // A channel without a handle of its own goes by its id.
      username: toLine(snippet.customUrl, 257) ?? id,
      displayName: snippet.title,
      followers: statistics.hiddenSubscriberCount === true ? null : statistics.subscriberCount,
      postsCount: statistics.videoCount,
      bio: snippet.description,
      language: snippet.defaultLanguage,
      country: snippet.country,
      url: `https://www.youtube.com/channel/${encodeURIComponent(id)}`,
      avatar: thumbnail(snippet.thumbnails),
      fetchedAt: row.fetched_at,
    },
    context,
  );
}

/** Counts are texts; one that is absent is hidden. */
function readVideo(row: Record<string, unknown>, context: RowContext): Reading {
  const snippet = part(row, 'snippet');
  const statistics = part(row, 'statistics');
  const text = [snippet.title, snippet.description].filter((line) => typeof line === 'string' && line !== '');
  return buildReading(
    {
      platform: 'youtube',
      nativeId: needId('channelId', snippet.channelId),
      fetchedAt: row.fetched_at,
      postsOnly: true,
      posts: [
        {
          id: needId('id', row.id),
          publishedAt: snippet.publishedAt,
          text: text.join('\n'),
          likes: statistics.likeCount,
          comments: statistics.commentCount,
          views: statistics.viewCount,
          hashtags: snippet.tags,
          sponsored: part(row, 'paidProductPlacementDetails').hasPaidProductPlacement,
        },
      ],
    },
    context,
  );
}

function needId(field: string, value: unknown): string {
  const id = readSourceId(value);
  if (id === null) throw new RowError(`no ${field}`);
  return id;
}

function thumbnail(thumbnails: unknown): unknown {
  if (!isObject(thumbnails)) return null;
  const best = thumbnails.high ?? thumbnails.medium ?? thumbnails.default;
  return isObject(best) ? best.url : null;
}
