import { stripVTControlCharacters } from 'node:util';
import type { Platform } from '#domain/platform.ts';
import { isField } from './field.ts';
import { platformInText } from './platform-words.ts';
import type { Meaning } from './synonyms.ts';
import { headerKey, meaningOf } from './synonyms.ts';

/** What the name of a column says. */
export interface HeaderReading {
  meaning: Meaning;
  /** `documented`: one of the documented names; `known`: a synonym; `parts`: found after words were left out. */
  certainty: 'documented' | 'known' | 'parts';
  /** The header names a platform: `instagram name`. */
  platform: Platform | null;
  /** Its counts are in thousands or millions: `Subscribers (millions)`. */
  scale: number;
}

const AVERAGE =
  /\b(?:avg|average|mean|median|ave|promedio|moyenne|moyen|durchschnitt\w*|ø|media|ortalama|gemiddelde?|sredni\w*|средн\p{L}*)(?![\p{L}])/iu;
const AUTHENTIC = /\bauth/i;
/** Words that change nothing: `Number of followers`, `Total followers 2024`. */
const NOISE =
  /(?<![\p{L}\p{N}])(?:count|counts|number|num|no|nr|total|of|the|de|des|in|on|amount|qty|current|latest|approx|approximately|est|estimated|social|media|profile|account|user|channel|page|main|your|my|public|this|creator|influencer|author|sum|as|date|numero|nombre|anzahl|sayisi|20\d\d|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|q[1-4])(?![\p{L}\p{N}])/giu;
const PLATFORM_WORDS =
  /(?<![\p{L}])(?:instagram|insta|ig|tiktok|tik tok|youtube|yt|twitter|x|facebook|fb|twitch|threads|linkedin|pinterest|bluesky|bsky|github|mastodon)(?![\p{L}])/giu;
const MILLIONS =
  /\((?:in\s+)?(?:m|mm|mn|mio|millions?|millones|millionen)\)|\bin millions?\b|\bmillions?\s*$/i;
const THOUSANDS = /\((?:in\s+)?(?:k|thousands?|tsd|miles|000s?|'000)\)|\bin thousands?\b/i;

/** Reads a column's name, whatever its case and language; `null` when it says nothing that is known. */
export function readHeader(header: string): HeaderReading | null {
  const text = splitCamel(stripVTControlCharacters(header))
    .replace(/[\s_]+/g, ' ')
    .trim();
  if (text === '' || text.length > 200) return null;
  const platform = platformInText(text);
  const scale = MILLIONS.test(text) ? 1e6 : THOUSANDS.test(text) ? 1e3 : 1;
  const answer = (meaning: Meaning, certainty: HeaderReading['certainty']): HeaderReading => ({
    meaning,
    certainty,
    platform,
    scale,
  });
  const plain = header
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, '_');
  if (isField(plain)) return answer(plain === 'posts' ? 'posts' : plain, 'documented');
  const known = meaningOf(headerKey(text));
  if (known !== undefined) return answer(known, 'known');
  const average = averageOf(text);
  if (average !== null) return answer(average, 'parts');
  const reduced = reduce(text);
  return reduced === null ? null : answer(reduced, 'parts');
}

/** `Likes (Avg.)`, `Eng. (Auth.)`: what is averaged. */
function averageOf(text: string): Meaning | null {
  // Only the number of interactions that a service believes to be of real people: no field is for it.
  if (/\beng/i.test(text) && AUTHENTIC.test(text)) return 'not_held';
  if (!AVERAGE.test(text)) return null;
  const rest = text.replace(AVERAGE, ' ');
  if (/\beng/i.test(rest))
    return /rate|%|percent/i.test(rest) ? 'reported_engagement_rate' : 'reported_interactions';
  const meaning = meaningOf(headerKey(rest)) ?? reduce(rest);
  switch (meaning) {
    case 'likes':
    case 'post_likes':
      return 'reported_likes';
    case 'comments':
    case 'post_comments':
      return 'reported_comments';
    case 'shares':
    case 'post_shares':
      return 'reported_shares';
    case 'views':
    case 'post_views':
      return 'reported_views';
    case 'interactions':
      return 'reported_interactions';
    case 'reported_engagement_rate':
      return meaning;
    default:
      return meaning === null || meaning === undefined ? null : 'not_held';
  }
}

function reduce(text: string): Meaning | null {
  const bare = text.replace(/\([^)]*\)|\[[^\]]*\]|[#%*:]/g, ' ');
  const withoutPlatform = bare.replace(PLATFORM_WORDS, ' ');
  const candidates = [bare, withoutPlatform, bare.replace(NOISE, ' '), withoutPlatform.replace(NOISE, ' ')];
  for (const candidate of candidates) {
    const key = headerKey(candidate);
    const meaning = key === '' ? undefined : meaningOf(key);
    if (meaning !== undefined) return meaning;
  }
  return null;
}

/** `followersCount` as `followers Count`, `userID` as `user ID`. */
function splitCamel(text: string): string {
  return text.replace(/(\p{Ll}|\p{N})(\p{Lu})/gu, '$1 $2');
}
