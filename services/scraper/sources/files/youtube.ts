import { readCount } from '#scraper/reading/fields/count.ts';
import { readFetchedAt } from '#scraper/reading/fields/date.ts';
import { readNativeId, readUsername } from '#scraper/reading/fields/identity.ts';
import { buildPost, isObject } from '#scraper/reading/fields/posts.ts';
import { quote, RowError } from '#scraper/reading/fields/row-error.ts';
import { toLine, toText } from '#scraper/reading/fields/text.ts';
import type { Reading } from '#scraper/reading.ts';
import type { RowContext } from './profile-row.ts';
import { toAvatar } from './profile-row.ts';

/** Is it a resource of the YouTube Data API v3, one a line? */
export function isYoutubeResource(row: Record<string, unknown>): boolean {
  return typeof row.kind === 'string' && row.kind.startsWith('youtube#');
}

/** Reads a channel, or a video as a post of its channel. Throws `RowError` for other kinds. */
export function readYoutubeResource(row: Record<string, unknown>, context: RowContext): Reading {
  if (row.kind === 'youtube#channel') return readChannel(row, context);
  if (row.kind === 'youtube#video') return readVideo(row, context);
  throw new RowError(`kind: ${quote(row.kind)} is neither youtube#channel nor youtube#video`);
}

function readChannel(row: Record<string, unknown>, context: RowContext): Reading {
  const snippet = part(row, 'snippet');
  const statistics = part(row, 'statistics');
  const id = needId('id', row.id);
  // A channel without a handle of its own goes by its id.
  const username = readUsername(toLine(snippet.customUrl, 257) ?? id);
  return {
    platform: 'youtube',
    native_id: id,
    username,
    source: 'import',
    fetched_at: readFetchedAt(row.fetched_at, context),
    profile: {
      username,
      display_name: toLine(snippet.title, 256),
      followers:
        statistics.hiddenSubscriberCount === true
          ? null
          : readCount('subscriberCount', statistics.subscriberCount),
      following: null,
      posts_count: readCount('videoCount', statistics.videoCount),
      category: null,
      bio: toText(snippet.description, 5_000),
      verified: null,
      language: toLine(snippet.defaultLanguage, 35),
      country: toLine(snippet.country, 128),
      url: `https://www.youtube.com/channel/${encodeURIComponent(id)}`,
      likes_hidden: false,
    },
    avatar: toAvatar(thumbnail(snippet.thumbnails)),
    posts: [],
    history: [],
  };
}

/** Counts are texts; one that is absent is hidden. */
function readVideo(row: Record<string, unknown>, context: RowContext): Reading {
  const snippet = part(row, 'snippet');
  const statistics = part(row, 'statistics');
  const fetchedAt = readFetchedAt(row.fetched_at, context);
  const text = [snippet.title, snippet.description].filter((line) => typeof line === 'string' && line !== '');
  const post = buildPost(
    {
      id: needId('id', row.id),
      publishedAt: snippet.publishedAt,
      text: text.join('\n'),
      likes: statistics.likeCount,
      comments: statistics.commentCount,
      shares: null,
      views: statistics.viewCount,
      hashtags: snippet.tags,
    },
    fetchedAt,
  );
  return {
    platform: 'youtube',
    native_id: needId('channelId', snippet.channelId),
    username: null,
    source: 'import',
    fetched_at: fetchedAt,
    profile: null,
    avatar: null,
    posts: [post],
    history: [],
  };
}

function needId(field: string, value: unknown): string {
  const id = readNativeId(field, value);
  if (id === null) throw new RowError(`no ${field}`);
  return id;
}

function part(row: Record<string, unknown>, name: string): Record<string, unknown> {
  const value = row[name];
  return isObject(value) ? value : {};
}

function thumbnail(thumbnails: unknown): unknown {
  if (!isObject(thumbnails)) return null;
  const best = thumbnails.high ?? thumbnails.medium ?? thumbnails.default;
  return isObject(best) ? best.url : null;
}
