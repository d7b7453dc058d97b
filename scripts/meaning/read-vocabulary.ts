/** What a SentencePiece model of the unigram kind contains. */
export interface Vocabulary {
  /** Bytes of each piece by id; `null` for the pieces that text never contains (unknown, begin, end). */
  pieces: (Uint8Array | null)[];
  scores: Float32Array;
  /** The rules of the normalizer: length of a double-array trie, the trie, then texts that end with a zero byte. */
  normalizer: Uint8Array;
}

/** Kinds of pieces that stand for text: normal and user-defined. */
const TEXT_KINDS: ReadonlySet<number> = new Set([1, 4]);

/**
 * Reads the model's protocol buffer: field 1 the pieces (1 bytes, 2 score, 3 kind), field 3 the normalizer (2 rules).
 * The model has an early layout: later ones have one more field before the normalizer.
 */
export function readVocabulary(model: Uint8Array): Vocabulary {
  const pieces: (Uint8Array | null)[] = [];
  const scores: number[] = [];
  let normalizer: Uint8Array | undefined;
  for (const { field, bytes } of readFields(model)) {
    if (field === 1 && bytes) {
      const parts = new Map([...readFields(bytes)].map((part) => [part.field, part]));
      pieces.push(TEXT_KINDS.has(parts.get(3)?.number ?? 1) ? (parts.get(1)?.bytes ?? null) : null);
      scores.push(parts.get(2)?.number ?? 0);
    }
    if (field === 3 && bytes) normalizer = [...readFields(bytes)].find((part) => part.field === 2)?.bytes;
  }
  if (normalizer === undefined) throw new Error('The model has no normalizer');
  return { pieces, scores: Float32Array.from(scores), normalizer };
}

interface Field {
  field: number;
  bytes?: Uint8Array;
  number?: number;
}

/** Fields of a message in order: wire types 0 (integer), 1 (8 bytes), 2 (bytes) and 5 (float). */
function* readFields(message: Uint8Array): Generator<Field> {
  const view = new DataView(message.buffer, message.byteOffset, message.byteLength);
  let at = 0;
  const varint = () => {
    let value = 0;
    for (let shift = 1; ; shift *= 128) {
      const byte = view.getUint8(at++);
      value += (byte & 127) * shift;
      if (byte < 128) return value;
    }
  };
  while (at < message.length) {
    const tag = varint();
    const field = Math.floor(tag / 8);
    const kind = tag % 8;
    if (kind === 0) yield { field, number: varint() };
    else if (kind === 1) at += 8;
    else if (kind === 5) {
      yield { field, number: view.getFloat32(at, true) };
      at += 4;
    } else if (kind === 2) {
      const length = varint();
      yield { field, bytes: message.subarray(at, at + length) };
      at += length;
    } else throw new Error(`Unknown wire type ${kind}`);
  }
}
