/** A text where it is in an answer, in UTF-8. */
export interface BytesInPlace {
  bytes: Buffer;
  start: number;
  end: number;
}

/** Names of members and short values come again and again. */
const KNOWN_TEXTS = 512;
const MAX_KNOWN = 48;
/** Deeper answers do not exist. */
const MAX_DEPTH = 64;

const BREAK = 0xff;
const INDEFINITE = 31;

const known: string[] = new Array<string>(KNOWN_TEXTS).fill('');

/**
 * The value of a CBOR document (RFC 8949) as `JSON.parse` gives it, but that texts in members named `bytesOf` are
 * `BytesInPlace`. Knows what Elasticsearch writes. Throws a `SyntaxError` for anything else.
 */
export function decodeCbor(bytes: Buffer, bytesOf: string): unknown {
  let isUnread = false;
  let at = 0;
  let depth = 0;

  const fail = (): never => {
    throw new SyntaxError(`The answer is not valid CBOR at byte ${at}`);
  };
  /** The start of the next `count` bytes. */
  const take = (count: number): number => {
    const start = at;
    at += count;
    return at <= bytes.length ? start : fail();
  };
  const next = (): number => bytes[take(1)] as number;
  const argument = (info: number): number => {
    if (info < 24) return info;
    if (info === 24) return next();
    if (info === 25) return bytes.readUInt16BE(take(2));
    if (info === 26) return bytes.readUInt32BE(take(4));
    return info === 27 ? Number(bytes.readBigUInt64BE(take(8))) : fail();
  };
  const isOver = (): boolean => {
    if (at >= bytes.length) fail();
    if (bytes[at] !== BREAK) return false;
    at++;
    return true;
  };

  const text = (info: number): string | BytesInPlace => {
    if (info !== INDEFINITE) {
      const length = argument(info);
      const start = take(length);
      return isUnread ? { bytes, start, end: start + length } : readText(bytes, start, length);
    }
    const parts: Buffer[] = [];
    while (!isOver()) {
      const length = argument(next() & 31);
      const start = take(length);
      parts.push(bytes.subarray(start, start + length));
    }
    const whole = Buffer.concat(parts);
    return isUnread ? { bytes: whole, start: 0, end: whole.length } : whole.toString();
  };
  const list = (info: number): unknown[] => {
    const items: unknown[] = [];
    if (info === INDEFINITE) while (!isOver()) items.push(value());
    else for (let left = argument(info); left > 0; left--) items.push(value());
    return items;
  };
  const member = (object: Record<string, unknown>): void => {
    const name = String(value());
    if (name === '__proto__') fail();
    const before = isUnread;
    isUnread = name === bytesOf;
    object[name] = value();
    isUnread = before;
  };
  const members = (info: number): object => {
    const object: Record<string, unknown> = {};
    if (info === INDEFINITE) while (!isOver()) member(object);
    else for (let left = argument(info); left > 0; left--) member(object);
    return object;
  };
  const simple = (info: number): unknown => {
    if (info === 20 || info === 21) return info === 21;
    if (info === 22) return null;
    if (info === 26) return bytes.readFloatBE(take(4));
    return info === 27 ? bytes.readDoubleBE(take(8)) : fail();
  };
  const value = (): unknown => {
    const head = next();
    const info = head & 31;
    switch (head >> 5) {
      case 0:
        return argument(info);
      case 1:
        return -1 - argument(info);
      case 2:
      case 3:
        return text(info);
      case 7:
        return simple(info);
    }
    if (++depth > MAX_DEPTH) fail();
    const items = head >> 5 === 4 ? list(info) : head >> 5 === 5 ? members(info) : fail();
    depth--;
    return items;
  };

  const whole = value();
  return at === bytes.length ? whole : fail();
}

/** Most short texts were read before: comparing one is much faster than making it. */
function readText(bytes: Buffer, start: number, length: number): string {
  if (length === 0) return '';
  if (length > MAX_KNOWN) return bytes.toString('utf8', start, start + length);
  const first = bytes[start] as number;
  const last = bytes[start + length - 1] as number;
  const middle = bytes[start + (length >> 1)] as number;
  const slot = (length * 31 + first * 17 + middle * 7 + last) % KNOWN_TEXTS;
  const candidate = known[slot] as string;
  if (candidate.length === length && isText(bytes, start, candidate)) return candidate;
  const made = bytes.toString('utf8', start, start + length);
  known[slot] = made;
  return made;
}

/** Only of ASCII, whose characters are its bytes. */
function isText(bytes: Buffer, start: number, text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code !== bytes[start + i] || code > 127) return false;
  }
  return true;
}
