import { platformOfWord } from '#scraper/mapping/platform-words.ts';
import { readSourceId } from '#scraper/reading/fields/identity.ts';
import { isObject } from '#scraper/reading/fields/posts.ts';
import { quote, RowError } from '#scraper/reading/fields/row-error.ts';
import { buildReading } from '../build-reading.ts';
import { toRawPosts } from '../post-object.ts';
import type { Shape } from '../shape.ts';
import { part } from '../shape.ts';

/** A profile of Phyllo (InsightIQ): `work_platform` and `profile`. Its rate is a percentage. */
export const phylloProfile: Shape = {
  name: 'Phyllo profile',
  matches: (row) => isObject(row.work_platform) && isObject(row.profile),
  read(row, context) {
    const profile = part(row, 'profile');
    const name = part(row, 'work_platform').name;
    const platform = typeof name === 'string' ? platformOfWord(name)?.platform : context.platform;
    if (!platform) throw new RowError(`unknown platform: ${quote(name)}`);
    return buildReading(
      {
        platform,
        nativeId: readSourceId(profile.external_id),
        username: profile.platform_username,
        displayName: profile.full_name,
        followers: profile.follower_count ?? profile.subscriber_count,
        following: profile.following_count,
        postsCount: profile.content_count,
        bio: profile.introduction,
        verified: profile.is_verified,
        country: profile.country ?? part(profile, 'location').country,
        url: profile.url,
        avatar: profile.image_url,
        reported: {
          rate: profile.engagement_rate,
          likes: profile.average_likes,
          comments: profile.average_comments,
          views: profile.average_views,
        },
        posts: toRawPosts(profile.top_contents),
      },
      { ...context, rateInPercent: true },
    );
  },
};
