import { splitBySize } from '#lib/split-by-size.ts';
import type { AnalyzeRequest } from './generated/influscope/analytics/v1/AnalyzeRequest.ts';

export interface BatchLimits {
  maxBytes: number;
  maxProfiles: number;
}

/** Splits requests, in order, into calls that keep within the limits. A request that is too large gets its own call. */
export function splitBatch(
  requests: readonly AnalyzeRequest[],
  { maxBytes, maxProfiles }: BatchLimits,
): AnalyzeRequest[][] {
  return [...splitBySize(requests, { maxItems: maxProfiles, maxSize: maxBytes, sizeOf: sizeBound })];
}

/** Maximum bytes of the tag and length of a field of this service. */
const OVERHEAD = 6;
/** Three numbers of a profile, each with its tag. */
const PROFILE_NUMBERS = 3 * 9;
/** The tags and lengths of the columns. */
const COLUMNS = 9 * OVERHEAD;
/** Five doubles, a small count and a small enum. */
const POST_NUMBERS = 5 * 8 + 5 + 1;
/** Two doubles and three flags, each with its tag, and what surrounds them and the texts. */
const ACCOUNT = 2 * 9 + 3 * 2 + 4 * OVERHEAD;

/** An upper bound of the encoded size; computing the size itself would cost as much as encoding. */
function sizeBound({ id, platform, posts, texts, history }: AnalyzeRequest): number {
  const tags = (posts?.hashtags ?? []).reduce((bytes, tag) => bytes + textBound(tag), 0);
  const numbers = PROFILE_NUMBERS + POST_NUMBERS * (posts?.hashtag_counts?.length ?? 0);
  const written = [...(posts?.texts ?? []), ...(texts?.posts ?? []), texts?.bio, texts?.display_name];
  const words = written.reduce((bytes, text) => bytes + textBound(text), 0);
  const readings = 2 * 8 * (history?.at_ms?.length ?? 0) + 2 * OVERHEAD;
  return (
    OVERHEAD + textBound(id) + textBound(platform) + COLUMNS + numbers + tags + words + readings + ACCOUNT
  );
}

/** A UTF-16 unit takes at most three bytes of UTF-8. */
function textBound(text: string | undefined): number {
  return OVERHEAD + 3 * (text?.length ?? 0);
}
