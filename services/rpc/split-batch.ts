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
/** The tags and lengths of the seven columns. */
const COLUMNS = 7 * OVERHEAD;
/** Five doubles and a small count. */
const POST_NUMBERS = 5 * 8 + 5;

/** An upper bound of the encoded size; computing the size itself would cost as much as encoding. */
function sizeBound({ id, platform, posts }: AnalyzeRequest): number {
  const tags = (posts?.hashtags ?? []).reduce((bytes, tag) => bytes + textBound(tag), 0);
  const numbers = PROFILE_NUMBERS + POST_NUMBERS * (posts?.hashtag_counts?.length ?? 0);
  return OVERHEAD + textBound(id) + textBound(platform) + COLUMNS + numbers + tags;
}

/** A UTF-16 unit takes at most three bytes of UTF-8. */
function textBound(text: string | undefined): number {
  return OVERHEAD + 3 * (text?.length ?? 0);
}
