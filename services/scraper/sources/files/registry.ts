import type { Shape } from './shape.ts';
import { apifyInstagram } from './shapes/apify-instagram.ts';
import { apifyTiktokVideo } from './shapes/apify-tiktok-video.ts';
import { blueskyActor } from './shapes/bluesky-actor.ts';
import { blueskyPost } from './shapes/bluesky-post.ts';
import { brightDataInstagram } from './shapes/bright-data-instagram.ts';
import { brightDataPosts } from './shapes/bright-data-posts.ts';
import { githubUser } from './shapes/github-user.ts';
import { instagramWeb } from './shapes/instagram-web.ts';
import { instaloader } from './shapes/instaloader.ts';
import { mastodonAccount } from './shapes/mastodon-account.ts';
import { modashReport } from './shapes/modash-report.ts';
import { phylloProfile } from './shapes/phyllo-profile.ts';
import { tiktokUser } from './shapes/tiktok-user.ts';
import { xV1User } from './shapes/x-v1-user.ts';
import { xV2User } from './shapes/x-v2-user.ts';
import { youtubeResource } from './shapes/youtube-resource.ts';

/** The known forms of a row, the more particular ones first. A new one is a file in `shapes/` and a line here. */
export const SHAPES: readonly Shape[] = [
  youtubeResource,
  instaloader,
  instagramWeb,
  apifyTiktokVideo,
  apifyInstagram,
  brightDataPosts,
  brightDataInstagram,
  tiktokUser,
  blueskyPost,
  blueskyActor,
  mastodonAccount,
  githubUser,
  modashReport,
  phylloProfile,
  xV1User,
  xV2User,
];

/** The form that a row has; `undefined` for one that is read by its column names. */
export function shapeOf(row: Readonly<Record<string, unknown>>): Shape | undefined {
  return SHAPES.find((shape) => shape.matches(row));
}
