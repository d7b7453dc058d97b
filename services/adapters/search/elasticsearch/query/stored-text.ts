import type { BytesInPlace } from '#adapters/elasticsearch-client/decode-cbor.ts';
import type { ProfileRank, ProfileText } from '#ports/search-index.ts';
import type { StoredBytes } from '../write/stored-profile.ts';

/** What base64 is made of: four characters for three bytes. */
const CHARS = 4;
const BYTES = 3;
const PADDING = 0x3d;
const LINE_END = '\n';

/** First lines are looked for in so many characters of each text; a longer one is decoded alone. */
const HEAD_CHARS = 96;
const HEAD_BYTES = (HEAD_CHARS / CHARS) * BYTES;
const HEADS = 64;

/** Reused: each is read again before another call can write it. Padding in them would end the decoding. */
const headChars = Buffer.alloc(HEADS * HEAD_CHARS, 'A');
const headBytes = Buffer.allocUnsafeSlow(HEADS * HEAD_BYTES);

interface Hit {
  fields: StoredBytes;
}

interface Head {
  /** Bytes of the first line with its end. */
  size: number;
  line: string;
}

/** The profiles of an answer, whose texts stay in it, in base64, until they are written. */
export function storedTexts(hits: readonly Hit[]): ProfileText[] {
  const stored = hits.map(({ fields }) => fields.profile[0]);
  const heads: Head[] = [];
  for (let from = 0; from < stored.length; from += HEADS)
    heads.push(...readHeads(stored.slice(from, from + HEADS)));
  // One parser for all: to start it for each costs more than what it parses.
  const lines = JSON.parse(`[${heads.map(({ line }) => line).join()}]`) as HeadLine[];
  return stored.map((place, i) => new StoredText(place, heads[i]?.size ?? 0, lines[i] as HeadLine));
}

/** As `encodeStored` writes it. */
type HeadLine = [
  platform: ProfileRank['platform'],
  tier: ProfileRank['tier'],
  source: string,
  rate: number | null,
  digest?: string,
];

/** The first lines of at most `HEADS` texts, decoded together. */
function readHeads(stored: readonly BytesInPlace[]): Head[] {
  for (const [i, { bytes, start, end }] of stored.entries())
    if (end - start > HEAD_CHARS) bytes.copy(headChars, i * HEAD_CHARS, start, start + HEAD_CHARS);
  const chars = headChars.toString('latin1', 0, stored.length * HEAD_CHARS);
  headBytes.write(chars, 'base64');
  // A character for each byte, so that places in it are places in the bytes.
  const lines = headBytes.toString('latin1', 0, stored.length * HEAD_BYTES);
  return stored.map((place, i) => {
    const from = i * HEAD_BYTES;
    const line = lines.slice(from, from + HEAD_BYTES);
    const end = line.indexOf(LINE_END);
    const isWhole = end > 0 && place.end - place.start > HEAD_CHARS && isAscii(line, end);
    return isWhole ? { size: end + 1, line: line.slice(0, end) } : readHead(place);
  });
}

function readHead({ bytes, start, end }: BytesInPlace): Head {
  const text = Buffer.from(bytes.toString('latin1', start, end), 'base64');
  const lineEnd = text.indexOf(LINE_END);
  return { size: lineEnd + 1, line: text.toString('utf8', 0, lineEnd) };
}

function isAscii(text: string, length: number): boolean {
  for (let i = 0; i < length; i++) if (text.charCodeAt(i) > 127) return false;
  return true;
}

/** Decodes the text straight into where it is written: it is never a string, and it is copied once. */
class StoredText implements ProfileText {
  readonly rank: ProfileRank;
  readonly digest: string | undefined;
  readonly size: number;
  #place: BytesInPlace;
  /** Bytes before the text in the base64; `undefined` once it was written. */
  #head: number | undefined;

  constructor(place: BytesInPlace, head: number, [platform, tier, source, rate, digest]: HeadLine) {
    this.rank = { platform, tier, source, engagement_rate: rate };
    this.digest = digest;
    this.#place = place;
    this.#head = head;
    this.size = decodedSize(place) - head - 1;
  }

  writeTo(target: Buffer, at: number): void {
    const { bytes, start, end } = this.#place;
    if (this.#head === undefined) bytes.copy(target, at, start, end);
    else this.#decode(this.#head, target, at);
    this.#place = { bytes: target, start: at, end: at + this.size };
    this.#head = undefined;
  }

  toString(): string {
    if (this.#head !== undefined) this.writeTo(Buffer.allocUnsafe(this.size + 1), 0);
    const { bytes, start, end } = this.#place;
    return `${bytes.toString('utf8', start, end)}}`;
  }

  /** Up to two bytes of the head are in the group of characters in which the text begins. */
  #decode(head: number, target: Buffer, at: number): void {
    const { bytes, start, end } = this.#place;
    const extra = head % BYTES;
    const chars = bytes.toString('latin1', start + ((head - extra) / BYTES) * CHARS, end);
    if (at < extra) {
      Buffer.from(chars, 'base64').copy(target, at, extra);
      return;
    }
    const [first, second] = [target[at - 1], target[at - 2]];
    target.write(chars, at - extra, 'base64');
    if (extra > 0) target[at - 1] = first as number;
    if (extra > 1) target[at - 2] = second as number;
  }
}

function decodedSize({ bytes, start, end }: BytesInPlace): number {
  const padding = (bytes[end - 1] === PADDING ? 1 : 0) + (bytes[end - 2] === PADDING ? 1 : 0);
  return ((end - start) / CHARS) * BYTES - padding;
}
