/**
 * The set of characters of a word in 30 bits. One edit changes at most two of them, so two words whose signatures
 * differ in more than twice the allowed edits need not be compared further.
 */
export function signatureOf(units: Uint16Array, start: number, end: number): number {
  let bits = 0;
  for (let i = start; i < end; i++) bits |= 1 << ((units[i] ?? 0) % 30);
  return bits;
}

export function differingBits(a: number, b: number): number {
  let bits = a ^ b;
  bits -= (bits >>> 1) & 0x55555555;
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return (((bits + (bits >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
}
