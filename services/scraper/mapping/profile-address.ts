import type { Platform } from '#domain/platform.ts';
import { canBeNativeId } from './native-id.ts';

/** What the address of a profile says. */
export interface ProfileAddress {
  platform: Platform;
  /** Without `@`; `null` where the address holds the platform's own id. */
  handle: string | null;
  nativeId: string | null;
}

type PathReader = (segments: readonly string[], url: URL) => Omit<ProfileAddress, 'platform'> | null;

const handleAt =
  (index: number, reserved = ''): PathReader =>
  (segments) => {
    const handle = segments[index]?.replace(/^@/, '');
    if (handle === undefined || handle === '' || reserved.split(' ').includes(handle.toLowerCase()))
      return null;
    return { handle, nativeId: null };
  };

const atHandle: PathReader = (segments) =>
  segments[0]?.startsWith('@') && segments[0].length > 1
    ? { handle: segments[0].slice(1), nativeId: null }
    : null;

/** By host, without `www.`, `m.` and the like. */
const HOSTS: readonly (readonly [RegExp, Platform, PathReader])[] = [
  [
    /^(instagram\.com|instagr\.am)$/,
    'instagram',
    (segments, url) =>
      segments[0] === 'stories'
        ? handleAt(1, 'highlights')(segments, url)
        : handleAt(0, 'p reel reels tv explore accounts direct about legal developer web share s')(
            segments,
            url,
          ),
  ],
  [/^tiktok\.com$/, 'tiktok', atHandle],
  [/^youtube\.com$/, 'youtube', youtubePath],
  [
    /^(x|twitter)\.com$/,
    'x',
    handleAt(
      0,
      'i home search hashtag intent share explore settings login signup messages notifications tos privacy',
    ),
  ],
  [
    /^bsky\.app$/,
    'bluesky',
    (segments) => {
      const [first, name] = segments;
      if (first !== 'profile' || name === undefined) return null;
      return name.startsWith('did:') ? { handle: null, nativeId: name } : { handle: name, nativeId: null };
    },
  ],
  [
    /^github\.com$/,
    'github',
    (segments, url) =>
      ['orgs', 'sponsors', 'users'].includes(segments[0] ?? '')
        ? handleAt(1)(segments, url)
        : handleAt(
            0,
            'features topics collections trending marketplace search login settings about pricing explore',
          )(segments, url),
  ],
  [/^threads\.(net|com)$/, 'threads', atHandle],
  [/^(facebook|fb)\.com$/, 'facebook', facebookPath],
  [
    /^linkedin\.com$/,
    'linkedin',
    (segments) =>
      /^(in|pub|company|school|showcase)$/.test(segments[0] ?? '') && segments[1] !== undefined
        ? { handle: segments[1], nativeId: null }
        : null,
  ],
  [
    /^pinterest\.(com|[a-z]{2}|com?\.[a-z]{2})$/,
    'pinterest',
    handleAt(0, 'pin search ideas today explore _ business'),
  ],
  [/^twitch\.tv$/, 'twitch', handleAt(0, 'directory videos p downloads settings jobs turbo')],
];

function youtubePath(segments: readonly string[]): Omit<ProfileAddress, 'platform'> | null {
  const [first = '', second] = segments;
  if (first.startsWith('@') && first.length > 1) return { handle: first.slice(1), nativeId: null };
  if (first === 'channel' && second !== undefined && canBeNativeId('youtube', second)) {
    return { handle: null, nativeId: second };
  }
  if ((first === 'c' || first === 'user') && second !== undefined) return { handle: second, nativeId: null };
  return null;
}

function facebookPath(segments: readonly string[], url: URL): Omit<ProfileAddress, 'platform'> | null {
  const [first = ''] = segments;
  if (first === 'profile.php') {
    const id = url.searchParams.get('id');
    return id !== null && /^\d+$/.test(id) ? { handle: null, nativeId: id } : null;
  }
  const last = segments.at(-1) ?? '';
  if (/^(pages|people|p)$/.test(first)) {
    const id = /(\d{6,})$/.exec(last)?.[1];
    return id === undefined ? null : { handle: null, nativeId: id };
  }
  return handleAt(
    0,
    'groups watch events marketplace gaming story.php photo.php permalink.php share sharer login reel',
  )(segments, url);
}

const ADDRESS = /^(?:https?:\/\/)?((?:[a-z0-9-]+\.)+[a-z]{2,})(\/.*)$/i;

/** Reads the address of a profile on a known platform, with or without `https://`; `null` when it is none. */
export function readProfileAddress(text: string): ProfileAddress | null {
  const url = parse(text);
  if (url === null) return null;
  const segments = url.pathname
    .split('/')
    .filter((segment) => segment !== '')
    .map(decode);
  const host = url.hostname.replace(
    /^(?:www|m|mobile|web|music|[a-z]{2}|[a-z]{2}-[a-z]{2})\.(?=[^.]+\.)/,
    '',
  );
  for (const [pattern, platform, read] of HOSTS) {
    if (!pattern.test(host)) continue;
    const found = read(segments, url);
    return found && { platform, ...found };
  }
  // On the fediverse every server has its own host; a post's address has more behind the handle.
  const mastodon = /^@([\w.-]+)(@[\w.-]+)?$/.exec(segments[0] ?? '');
  if (mastodon === null || segments.length !== 1) return null;
  return {
    platform: 'mastodon',
    handle: mastodon[2] ? `${mastodon[1]}${mastodon[2]}` : `${mastodon[1]}@${host}`,
    nativeId: null,
  };
}

/** Is it written like an address: `https://…`, or a host with a path? */
export function looksLikeAddress(text: string): boolean {
  return /^https?:\/\//i.test(text) || ADDRESS.test(text);
}

function parse(text: string): URL | null {
  const trimmed = text.trim();
  if (trimmed.length > 2_048 || !ADDRESS.test(trimmed)) return null;
  return URL.parse(/^https?:/i.test(trimmed) ? trimmed : `https://${trimmed}`);
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
