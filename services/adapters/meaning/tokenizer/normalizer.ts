const SPACE = 0x20;
/** UTF-8 of U+2581, which stands for a space in the pieces. */
const SPACE_SIGN = [0xe2, 0x96, 0x81];

/**
 * The normalizer of SentencePiece (`nmt_nfkc`): replaces the longest known sequence at each place, removes spaces at both
 * ends and repeated ones, and writes each space, and one before the text, as U+2581.
 *
 * `rules` contains the length of a double-array trie in bytes, the trie (layout of darts-clone), and the replacements, each
 * ended by a zero byte.
 */
export function createNormalizer(rules: Uint8Array): (text: Uint8Array) => Uint8Array {
  const view = new DataView(rules.buffer, rules.byteOffset, rules.byteLength);
  const trieBytes = view.getUint32(0, true);
  const units = Uint32Array.from({ length: trieBytes / 4 }, (_, at) => view.getUint32(4 + at * 4, true));
  const texts = rules.subarray(4 + trieBytes);
  const unitAt = (at: number) => units[at] ?? 0;
  let matched = 0;
  let replacement = -1;

  /** Sets `matched` to the length of the longest key at `at`, and `replacement` to where its text begins. */
  const match = (text: Uint8Array, at: number): void => {
    matched = 0;
    replacement = -1;
    let node = offsetOf(unitAt(0));
    for (let end = at; end < text.length; ) {
      const byte = text[end] ?? 0;
      node ^= byte;
      const unit = unitAt(node);
      if ((unit & 0x800000ff) !== byte) break;
      node ^= offsetOf(unit);
      end++;
      if (unit & 0x100) {
        matched = end - at;
        replacement = unitAt(node) & 0x7fffffff;
      }
    }
  };

  return (text) => {
    const out: number[] = [];
    let spaceBefore = true;
    const append = (from: Uint8Array, start: number, end: number) => {
      for (let at = start; at < end; at++) {
        const byte = from[at] ?? 0;
        if (byte !== SPACE) out.push(byte);
        else if (!(spaceBefore && at === start)) out.push(...SPACE_SIGN);
        else {
          start++;
          continue;
        }
        spaceBefore = byte === SPACE;
      }
    };
    for (let at = 0; at < text.length; ) {
      match(text, at);
      if (matched === 0) {
        const length = lengthOfCharacter(text[at] ?? 0);
        append(text, at, Math.min(text.length, at + length));
        at += length;
      } else {
        append(texts, replacement, texts.indexOf(0, replacement));
        at += matched;
      }
    }
    while (endsWithSpace(out)) out.length -= SPACE_SIGN.length;
    return Uint8Array.from(out.length === 0 ? [] : [...SPACE_SIGN, ...out]);
  };
}

function offsetOf(unit: number): number {
  return (unit >>> 10) << ((unit & 0x200) >>> 6);
}

/** Bytes of the UTF-8 character that begins with `byte`. */
export function lengthOfCharacter(byte: number): number {
  if (byte < 0xc0) return 1;
  if (byte < 0xe0) return 2;
  return byte < 0xf0 ? 3 : 4;
}

function endsWithSpace(out: readonly number[]): boolean {
  return SPACE_SIGN.every((byte, at) => out[out.length - SPACE_SIGN.length + at] === byte);
}
