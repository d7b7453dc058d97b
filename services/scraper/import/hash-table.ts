/** A text's hash, 53 bits of which count. */
export interface Hash {
  low: number;
  high: number;
}

/** Two 32-bit halves of cyrb53, a public-domain hash of strings. */
export function hashText(text: string): Hash {
  let a = 0xdeadbeef;
  let b = 0x41c6ce57;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    a = Math.imul(a ^ unit, 2_654_435_761);
    b = Math.imul(b ^ unit, 1_597_334_677);
  }
  a = Math.imul(a ^ (a >>> 16), 2_246_822_507) ^ Math.imul(b ^ (b >>> 13), 3_266_489_909);
  b = Math.imul(b ^ (b >>> 16), 2_246_822_507) ^ Math.imul(a ^ (a >>> 13), 3_266_489_909);
  return { low: a >>> 0, high: b >>> 0 };
}

/** A table of hashes with a number each: three typed arrays, open addressing. */
export function createHashTable() {
  let capacity = 1 << 12;
  let lows = new Uint32Array(capacity);
  let highs = new Uint32Array(capacity);
  let values = new Uint32Array(capacity);
  let used = new Uint8Array(capacity);
  let size = 0;

  const place = ({ low, high }: Hash): number => {
    let at = low & (capacity - 1);
    while (used[at] === 1 && (lows[at] !== low || highs[at] !== high)) at = (at + 1) & (capacity - 1);
    return at;
  };
  const put = (hash: Hash, value: number) => {
    const at = place(hash);
    if (used[at] === 0) size++;
    used[at] = 1;
    lows[at] = hash.low;
    highs[at] = hash.high;
    values[at] = value;
  };
  const grow = () => {
    const old = { lows, highs, values, used };
    capacity *= 2;
    lows = new Uint32Array(capacity);
    highs = new Uint32Array(capacity);
    values = new Uint32Array(capacity);
    used = new Uint8Array(capacity);
    size = 0;
    for (const [i, taken] of old.used.entries()) {
      if (taken === 1)
        put({ low: old.lows[i] as number, high: old.highs[i] as number }, old.values[i] as number);
    }
  };

  return {
    size: () => size,
    get(hash: Hash): number | undefined {
      const at = place(hash);
      return used[at] === 1 ? values[at] : undefined;
    },
    set(hash: Hash, value: number) {
      if (size >= capacity * 0.72) grow();
      put(hash, value);
    },
  };
}
