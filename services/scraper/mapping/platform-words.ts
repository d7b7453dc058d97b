import type { Platform } from '#domain/platform.ts';

/** Names of platforms as lists, headers and files write them: letters and digits only, lower case. */
const WORDS: Readonly<Record<Exclude<Platform, 'other'>, string>> = {
  bluesky: 'bluesky bsky blueskysocial bskyapp bskysocial atproto',
  facebook: 'facebook fb facebookpage fbpage meta facebookcom',
  github: 'github gh githubcom',
  instagram: 'instagram ig insta instagramm instagrammer instagramer instagramcom instagrammers',
  linkedin: 'linkedin linkedincom li',
  mastodon: 'mastodon fediverse mastodonsocial',
  pinterest: 'pinterest pin pinterestcom',
  threads: 'threads thread threadsnet',
  tiktok: 'tiktok tt tiktoker tiktokers ticktok tiktokcom',
  twitch: 'twitch twitchtv streamer ttv',
  x: 'x twitter xtwitter twitterx xcom tw twittercom xformerlytwitter formerlytwitter tweets tweet',
  youtube: 'youtube yt youtuber youtubers youtubechannel ytchannel youtubecom',
};

/** Platforms that are held as `other`. */
const OTHERS =
  'other others snapchat snap kick reddit telegram tumblr vk vkontakte weibo sinaweibo douyin xiaohongshu rednote ' +
  'bilibili discord substack medium clubhouse rumble odysee patreon onlyfans spotify soundcloud line kakaotalk naver ' +
  'kuaishou likee triller bereal lemon8 dailymotion vimeo behance dribbble strava quora flickr deviantart trovo ' +
  'chingari sharechat moj josh koo truthsocial gab parler mewe blog website newsletter podcast wechat whatsapp viber';

const PLATFORM_OF: ReadonlyMap<string, Platform> = new Map(
  Object.entries(WORDS).flatMap(([platform, words]) =>
    words.split(' ').map((word) => [word, platform as Platform] as const),
  ),
);
const OTHER_WORDS = new Set(OTHERS.split(' '));
/** Too short or too common to stand for a platform in the name of a file or a column. */
const WEAK = new Set([
  'x',
  'tw',
  'tt',
  'li',
  'pin',
  'meta',
  'fb',
  'gh',
  'line',
  'thread',
  'streamer',
  'snap',
  'medium',
]);

/** A column repeats few words. */
const answers = new Map<string, NamedPlatform | null>();
const MAX_ANSWERS = 1_000;

export interface NamedPlatform {
  platform: Platform;
  /** The name of the platform where it is held as `other`, e.g. `snapchat`; else `null`. */
  other: string | null;
}

/** The platform that a value names, such as `IG`, `X (Twitter)`, `youtube.com`; `null` when it names none. */
export function platformOfWord(text: string): NamedPlatform | null {
  const seen = answers.get(text);
  if (seen !== undefined) return seen;
  const answer = findPlatform(text);
  if (answers.size < MAX_ANSWERS && text.length <= 64) answers.set(text, answer);
  return answer;
}

function findPlatform(text: string): NamedPlatform | null {
  const bare = text
    .toLowerCase()
    .replace(/^(https?:\/\/)?(www\.)?/, '')
    .replace(/[^\p{L}\p{N}]+/gu, '');
  const platform = PLATFORM_OF.get(bare);
  if (platform !== undefined) return { platform, other: null };
  if (!OTHER_WORDS.has(bare)) return null;
  return { platform: 'other', other: bare.startsWith('other') ? null : bare };
}

/**
 * The one platform that the words of a header, a sheet's or a file's name hold; `null` when they hold none, or two
 * different ones.
 */
export function platformInText(text: string): Platform | null {
  const words = text
    .replace(/([\p{Ll}\p{N}])(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u);
  const pairs = words.map((word, i) => word + (words[i + 1] ?? ''));
  const found = new Set(
    [...words, ...pairs].filter((word) => !WEAK.has(word)).flatMap((word) => PLATFORM_OF.get(word) ?? []),
  );
  if (found.size === 0 && words.includes('fb')) return 'facebook';
  const [only] = found;
  return found.size === 1 ? (only as Platform) : null;
}
