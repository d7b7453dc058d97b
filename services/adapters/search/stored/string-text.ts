import type { ProfileRank, ProfileText } from '#ports/search-index.ts';

/** The text of a profile that the index has as a string. */
export function stringText(json: string, rank: ProfileRank): ProfileText {
  return {
    rank,
    size: Buffer.byteLength(json) - 1,
    writeTo: (target, at) => void target.write(json, at),
    toString: () => json,
  };
}
