import type { Platform } from './platform.ts';

/** What the address of a profile names: a handle, or the platform's own id. */
export interface ProfileAddress {
  platform: Platform;
  handle: string | null;
  native_id: string | null;
}

interface AddressRule {
  platform: Platform;
  host: RegExp;
  /** Of the path, without its leading `/`. The group `handle` or `id` holds the name. */
  path: RegExp;
}

/** Path segments that are pages of the site and not profiles. */
const PAGES =
  /^(?:about|accounts|api|channel|directory|discover|explore|features|feed|hashtag|help|home|i|intent|legal|login|marketplace|music|notifications|p|playlist|pricing|reel|reels|search|settings|shorts|signup|sponsors|stories|tag|topics|trending|tv|watch)$/i;

const RULES: readonly AddressRule[] = [
  { platform: 'instagram', host: /^(?:m\.)?instagram\.com$/, path: /^(?<handle>[\w.]+)/ },
  { platform: 'tiktok', host: /^(?:m\.)?tiktok\.com$/, path: /^@(?<handle>[\w.-]+)/ },
  { platform: 'youtube', host: /^(?:m\.)?youtube\.com$/, path: /^channel\/(?<id>UC[\w-]{22})/ },
  { platform: 'youtube', host: /^(?:m\.)?youtube\.com$/, path: /^(?:@|c\/|user\/)(?<handle>[^/]+)/ },
  { platform: 'x', host: /^(?:mobile\.)?(?:x|twitter)\.com$/, path: /^@?(?<handle>[\w.-]+)/ },
  { platform: 'github', host: /^github\.com$/, path: /^(?<handle>[\w.-]+)/ },
  { platform: 'bluesky', host: /^bsky\.app$/, path: /^profile\/(?<id>did:[a-z]+:[\w.:-]+)/ },
  { platform: 'bluesky', host: /^bsky\.app$/, path: /^profile\/(?<handle>[\w.-]+)/ },
  { platform: 'mastodon', host: /\./, path: /^(?:web\/)?@(?<handle>\w+(?:@[\w.-]+)?)/ },
];

/** Reads the address of a profile, with or without its scheme; `null` for every other text. */
export function readProfileUrl(text: string): ProfileAddress | null {
  if (!/^(?:https?:\/\/)?[\w-]+(?:\.[\w-]+)+\/\S/i.test(text)) return null;
  const url = URL.parse(/^https?:\/\//i.test(text) ? text : `https://${text}`);
  if (url === null) return null;
  const host = url.hostname.replace(/^www\./, '');
  const path = decodePath(url.pathname).slice(1);
  for (const { platform, host: hosts, path: paths } of RULES) {
    const { handle, id } = (hosts.test(host) && paths.exec(path)?.groups) || {};
    if (id !== undefined) return { platform, handle: null, native_id: id };
    if (handle === undefined || PAGES.test(handle)) continue;
    const full = platform === 'mastodon' && !handle.includes('@') ? `${handle}@${host}` : handle;
    return { platform, handle: full, native_id: null };
  }
  return null;
}

/** Is the form of the platform's profile addresses known? */
export function hasProfileUrls(platform: Platform): boolean {
  return RULES.some((rule) => rule.platform === platform);
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
