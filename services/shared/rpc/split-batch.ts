import type { AnalyzeRequest } from './generated/influscope/analytics/v1/AnalyzeRequest.ts';

export interface BatchLimits {
  maxBytes: number;
  maxProfiles: number;
}

/** Splits requests, in order, into calls that keep within the limits. A request that is too large stands alone. */
export function splitBatch(
  requests: readonly AnalyzeRequest[],
  { maxBytes, maxProfiles }: BatchLimits,
): AnalyzeRequest[][] {
  const batches: AnalyzeRequest[][] = [];
  let bytes = 0;
  for (const request of requests) {
    const size = sizeBound(request);
    const batch = batches.at(-1);
    if (batch === undefined || bytes + size > maxBytes || batch.length >= maxProfiles) {
      batches.push([request]);
      bytes = size;
    } else {
      batch.push(request);
      bytes += size;
    }
  }
  return batches;
}

/** Bytes of a field's tag and length at most, for the fields of this service. */
const OVERHEAD = 6;
/** Five numbers of a post, or the three of a profile, each with its tag. */
const NUMBERS = 5 * 9;

/** An upper bound of the encoded size; computing the size itself would cost as much as encoding. */
function sizeBound({ id, platform, posts }: AnalyzeRequest): number {
  let bytes = NUMBERS + textBound(id) + textBound(platform) + OVERHEAD;
  for (const post of posts ?? []) {
    bytes += NUMBERS + textBound(post.id) + OVERHEAD;
    for (const tag of post.hashtags ?? []) bytes += textBound(tag);
  }
  return bytes;
}

/** A UTF-16 unit takes three bytes of UTF-8 at most. */
function textBound(text: string | undefined): number {
  return OVERHEAD + 3 * (text?.length ?? 0);
}
