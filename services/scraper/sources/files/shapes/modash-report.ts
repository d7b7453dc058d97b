import { readProfileAddress } from '#scraper/mapping/profile-address.ts';
import { readSourceId } from '#scraper/reading/fields/identity.ts';
import { isObject } from '#scraper/reading/fields/posts.ts';
import { RowError } from '#scraper/reading/fields/row-error.ts';
import { buildReading } from '../build-reading.ts';
import { toRawPosts } from '../post-object.ts';
import type { Shape } from '../shape.ts';
import { part } from '../shape.ts';

/** A report of Modash: `profile: {userId, profile: {username, followers, engagementRate, …}}`. Its rate is a ratio. */
export const modashReport: Shape = {
  name: 'Modash report',
  matches: (row) => {
    const inner = isObject(row.profile) ? row.profile.profile : undefined;
    return isObject(inner) && ('username' in inner || 'fullname' in inner);
  },
  read(row, context) {
    const report = part(row, 'profile');
    const profile = part(report, 'profile');
    const address = typeof profile.url === 'string' ? readProfileAddress(profile.url) : null;
    const platform = address?.platform ?? context.platform;
    if (platform === null) throw new RowError('no platform: add --platform');
    return buildReading(
      {
        platform,
        nativeId: readSourceId(report.userId),
        username: profile.username ?? profile.handle,
        displayName: profile.fullname,
        followers: profile.followers,
        postsCount: report.postsCount ?? profile.postsCount,
        bio: report.bio ?? profile.bio,
        verified: report.isVerified,
        country: report.country,
        language: part(report, 'language').code,
        url: profile.url,
        avatar: profile.picture,
        reported: {
          rate: profile.engagementRate,
          likes: report.avgLikes,
          comments: report.avgComments,
          views: report.avgViews ?? profile.averageViews,
          interactions: profile.engagements,
        },
        posts: toRawPosts(report.recentPosts),
      },
      { ...context, rateInPercent: false },
    );
  },
};
