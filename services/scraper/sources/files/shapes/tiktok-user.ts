import { readSourceId } from '#scraper/reading/fields/identity.ts';
import { isObject } from '#scraper/reading/fields/posts.ts';
import { buildReading } from '../build-reading.ts';
import type { Shape } from '../shape.ts';
import { part } from '../shape.ts';

/** A user of TikTok web responses, as TikTok-Api hands them on: `userInfo: {user, stats}`. */
export const tiktokUser: Shape = {
  name: 'TikTok web response',
  matches: (row) => {
    const info = isObject(row.userInfo) ? row.userInfo : row;
    return isObject(info.user) && 'uniqueId' in info.user;
  },
  read(row, context) {
    const info = isObject(row.userInfo) ? row.userInfo : row;
    const user = part(info, 'user');
    const stats = isObject(info.stats) ? info.stats : part(info, 'statsV2');
    return buildReading(
      {
        platform: 'tiktok',
        nativeId: readSourceId(user.id),
        username: user.uniqueId,
        displayName: user.nickname,
        followers: stats.followerCount,
        following: stats.followingCount,
        postsCount: stats.videoCount,
        bio: user.signature,
        verified: user.verified,
        language: user.language,
        country: user.region,
        url:
          typeof user.uniqueId === 'string'
            ? `https://www.tiktok.com/@${encodeURIComponent(user.uniqueId)}`
            : null,
        avatar: user.avatarLarger ?? user.avatarMedium ?? user.avatarThumb,
      },
      context,
    );
  },
};
