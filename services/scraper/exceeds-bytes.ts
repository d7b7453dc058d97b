/** Whether a text has more than `maxBytes` bytes as UTF-8. Counts them only where its length leaves it open. */
export function exceedsBytes(text: string, maxBytes: number): boolean {
  // A UTF-16 unit is three bytes at most.
  return text.length * 3 > maxBytes && Buffer.byteLength(text) > maxBytes;
}
