import { readSourceId } from '#scraper/reading/fields/identity.ts';
import { isObject } from '#scraper/reading/fields/posts.ts';
import { buildReading } from '../build-reading.ts';
import type { Shape } from '../shape.ts';
import { firstOf, part } from '../shape.ts';

/** A video as Apify's TikTok scrapers write it: one post with its author under `authorMeta`. */
export const apifyTiktokVideo: Shape = {
  name: 'Apify TikTok video',
  matches: (row) => isObject(row.authorMeta) && ('name' in row.authorMeta || 'id' in row.authorMeta),
  read(row, context) {
    const author = part(row, 'authorMeta');
    return buildReading(
      {
        platform: 'tiktok',
        nativeId: readSourceId(author.id),
        username: author.name,
        displayName: author.nickName,
        followers: author.fans,
        following: author.following,
        postsCount: author.video,
        bio: author.signature,
        verified: author.verified,
        url: author.profileUrl,
        avatar: author.originalAvatarUrl ?? author.avatar,
        fetchedAt: row.scrapedAt,
        posts: [
          {
            id: row.id,
            publishedAt: firstOf(row.createTimeISO, row.createTime),
            text: row.text,
            likes: row.diggCount,
            comments: row.commentCount,
            shares: row.shareCount,
            views: row.playCount,
            sponsored: row.isSponsored ?? row.isAd,
            hashtags: row.hashtags,
          },
        ],
      },
      context,
    );
  },
};
