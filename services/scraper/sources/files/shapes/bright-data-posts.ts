import type { Platform } from '#domain/platform.ts';
import { canBeNativeId } from '#scraper/mapping/native-id.ts';
import { readProfileAddress } from '#scraper/mapping/profile-address.ts';
import { readSourceId } from '#scraper/reading/fields/identity.ts';
import { RowError } from '#scraper/reading/fields/row-error.ts';
import type { RawProfile } from '../build-reading.ts';
import { buildReading } from '../build-reading.ts';
import type { RowContext } from '../row-context.ts';
import type { Shape } from '../shape.ts';
import { firstOf } from '../shape.ts';

const HOSTS: readonly (readonly [RegExp, Platform])[] = [
  [/(^|\.)instagram\.com$/, 'instagram'],
  [/(^|\.)tiktok\.com$/, 'tiktok'],
  [/(^|\.)(youtube\.com|youtu\.be)$/, 'youtube'],
  [/(^|\.)(x|twitter)\.com$/, 'x'],
  [/(^|\.)facebook\.com$/, 'facebook'],
  [/(^|\.)threads\.(net|com)$/, 'threads'],
  [/(^|\.)linkedin\.com$/, 'linkedin'],
  [/(^|\.)pinterest\.com$/, 'pinterest'],
  [/(^|\.)bsky\.app$/, 'bluesky'],
];

/** A post as Bright Data sells them, with what it knows of the author beside it; the address names the platform. */
export const brightDataPosts: Shape = {
  name: 'Bright Data posts',
  matches: (row) =>
    ('user_posted' in row || 'profile_username' in row || ('youtuber' in row && 'video_id' in row)) &&
    ['date_posted', 'num_comments', 'create_time', 'post_id', 'comment_count', 'likes'].some(
      (name) => name in row,
    ),
  read(row, context) {
    const platform = platformOf(row, context);
    const id = readSourceId(firstOf(row.user_posted_id, row.profile_id, row.channel_id, row.user_id));
    const profileUrl = firstOf(row.profile_url, row.user_url, row.channel_url, row.page_url);
    const raw: RawProfile = {
      platform,
      nativeId: id !== null && canBeNativeId(platform, id) ? id : null,
      username: firstOf(
        row.user_posted,
        row.profile_username,
        row.handle_name,
        row.user_username_raw,
        profileUrl,
        row.youtuber,
      ),
      displayName: firstOf(row.profile_name, row.name, row.user_full_name, row.page_name),
      followers: firstOf(row.followers, row.profile_followers, row.subscribers, row.page_followers),
      following: row.following,
      postsCount: firstOf(row.posts_count, row.profile_posts_count),
      bio: firstOf(row.biography, row.profile_biography),
      verified: firstOf(row.is_verified, row.profile_verified, row.page_is_verified),
      url: profileUrl,
      avatar: firstOf(row.profile_image_link, row.profile_avatar, row.avatar_img_channel),
      fetchedAt: row.timestamp,
      posts: [
        {
          id: firstOf(row.post_id, row.video_id, row.id, row.shortcode, row.url),
          publishedAt: firstOf(row.date_posted, row.create_time),
          text:
            platform === 'youtube'
              ? [row.title, row.description].filter(Boolean).join('\n')
              : firstOf(row.description, row.content, row.title),
          likes: firstOf(row.likes, row.digg_count, row.num_likes),
          comments: firstOf(row.num_comments, row.comment_count, row.replies),
          shares: firstOf(row.reposts, row.share_count, row.num_shares),
          views: firstOf(row.views, row.play_count, row.video_play_count, row.video_view_count),
          sponsored: firstOf(row.is_paid_partnership, row.is_sponsored),
          hashtags: row.hashtags,
        },
      ],
    };
    const says = [raw.followers, raw.postsCount, raw.bio, raw.displayName, raw.avatar].some(
      (value) => value !== undefined,
    );
    return buildReading({ ...raw, postsOnly: !says }, context);
  },
};

function platformOf(row: Record<string, unknown>, context: RowContext): Platform {
  for (const url of [row.url, row.profile_url, row.channel_url, row.input_url]) {
    if (typeof url !== 'string') continue;
    const host = URL.parse(url)?.hostname ?? '';
    const found = HOSTS.find(([pattern]) => pattern.test(host))?.[1] ?? readProfileAddress(url)?.platform;
    if (found !== undefined) return found;
  }
  if (context.platform === null) throw new RowError('no platform: add --platform');
  return context.platform;
}
