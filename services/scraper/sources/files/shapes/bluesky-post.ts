import { readSourceId } from '#scraper/reading/fields/identity.ts';
import { isObject } from '#scraper/reading/fields/posts.ts';
import { buildReading } from '../build-reading.ts';
import type { Shape } from '../shape.ts';
import { part } from '../shape.ts';

const POST_URI = /^at:\/\/(did:[^/]+)\/app\.bsky\.feed\.post\//;

/**
 * A post of a Bluesky AppView, bare or as an item of a feed. A repost is a post of its own author: the address of the
 * post names the account. Its author comes by another way; counts of followers are not in it.
 */
export const blueskyPost: Shape = {
  name: 'Bluesky post',
  matches: (row) => {
    const post = isObject(row.post) ? row.post : row;
    return typeof post.uri === 'string' && POST_URI.test(post.uri);
  },
  read(row, context) {
    const post = isObject(row.post) ? row.post : row;
    const author = part(post, 'author');
    const record = part(post, 'record');
    const [, did] = POST_URI.exec(String(post.uri)) ?? [];
    const quotes = typeof post.quoteCount === 'number' ? post.quoteCount : 0;
    return buildReading(
      {
        platform: 'bluesky',
        nativeId: readSourceId(did ?? author.did),
        username: author.handle ?? post.author_handle,
        fetchedAt: row.fetched_at,
        postsOnly: true,
        posts: [
          {
            id: post.uri,
            publishedAt: record.createdAt ?? post.indexedAt,
            text: record.text,
            likes: post.likeCount,
            comments: post.replyCount,
            shares: typeof post.repostCount === 'number' ? post.repostCount + quotes : post.repostCount,
            hashtags: record.tags,
          },
        ],
      },
      context,
    );
  },
};
