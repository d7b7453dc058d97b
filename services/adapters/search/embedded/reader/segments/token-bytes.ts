/** A token in UTF-8. */
export interface TokenBytes {
  readonly bytes: Uint8Array;
  /** One character for each byte, so that strings compare as the bytes do. */
  readonly text: string;
}

export function tokenBytes(bytes: Uint8Array): TokenBytes {
  return { bytes, text: textOf(bytes, 0, bytes.length) };
}

/** One character for each byte from `from` up to, without, `to`. */
export function textOf({ buffer, byteOffset }: Uint8Array, from: number, to: number): string {
  return Buffer.from(buffer, byteOffset + from, to - from).toString('latin1');
}

/** How many of the ascending `texts` are below `limit`, or equal to it where `orEqual`. */
export function countBelow(texts: readonly string[], limit: string, orEqual: boolean): number {
  let low = 0;
  let high = texts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const text = texts[middle] ?? '';
    if (text < limit || (orEqual && text === limit)) low = middle + 1;
    else high = middle;
  }
  return low;
}
