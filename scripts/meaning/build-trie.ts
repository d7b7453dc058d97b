/** A double-array trie over bytes: from `node`, byte `b` leads to `base[node] + b` if `check` at that place is `node`. */
export interface Trie {
  base: Int32Array;
  check: Int32Array;
  /** Id of the piece that ends at a node, or -1. */
  piece: Int32Array;
}

interface Range {
  node: number;
  from: number;
  to: number;
  depth: number;
}

/** First-fit construction (Aoe, 1989) over the sorted pieces. Node 0 is the root; a free place has `check` -1. */
export function buildTrie(pieces: readonly (Uint8Array | null)[]): Trie {
  const sorted = pieces
    .flatMap((bytes, id) => (bytes === null || bytes.length === 0 ? [] : [{ bytes, id }]))
    .sort((a, b) => Buffer.compare(a.bytes, b.bytes));
  const places = createPlaces();
  const work: Range[] = [{ node: 0, from: 0, to: sorted.length, depth: 0 }];
  for (let range = work.pop(); range !== undefined; range = work.pop()) {
    const { node, depth } = range;
    let from = range.from;
    if (sorted[from]?.bytes.length === depth) places.piece[node] = sorted[from++]!.id;
    const children: { byte: number; from: number; to: number }[] = [];
    for (let at = from; at < range.to; at++) {
      const byte = sorted[at]!.bytes[depth]!;
      const last = children.at(-1);
      if (last?.byte === byte) last.to = at + 1;
      else children.push({ byte, from: at, to: at + 1 });
    }
    if (children.length === 0) continue;
    const base = places.take(
      node,
      children.map(({ byte }) => byte),
    );
    for (const child of children)
      work.push({ node: base + child.byte, from: child.from, to: child.to, depth: depth + 1 });
  }
  return places.finish();
}

function createPlaces() {
  const size = 1 << 21;
  const base = new Int32Array(size);
  const check = new Int32Array(size).fill(-1);
  const piece = new Int32Array(size).fill(-1);
  /** Where to look next, by size of the set of bytes: a place that was too small for one set is not tried again. */
  const next = new Int32Array(9).fill(1);
  let used = 1;
  check[0] = 0;

  /** A base at which all `bytes` find a free place. */
  const find = (bytes: readonly number[]): number => {
    const kind = 32 - Math.clz32(bytes.length - 1);
    let at = next[kind]!;
    while (!bytes.every((byte) => check[at + byte] === -1)) at++;
    next[kind] = at;
    return at;
  };
  return {
    piece,
    take(node: number, bytes: readonly number[]): number {
      const at = find(bytes);
      base[node] = at;
      for (const byte of bytes) check[at + byte] = node;
      used = Math.max(used, at + bytes.at(-1)! + 1);
      return at;
    },
    /** With 256 free places at the end, so that a step never leaves the arrays. */
    finish: (): Trie => ({
      base: base.slice(0, used + 256),
      check: check.slice(0, used + 256),
      piece: piece.slice(0, used + 256),
    }),
  };
}
