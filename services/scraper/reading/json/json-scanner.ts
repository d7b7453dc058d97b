// Long: one state machine, whose parts share their state.
import { isUtf8 } from 'node:buffer';
import { quote } from '../fields/row-error.ts';
import { InputFault } from '../input-fault.ts';
import { MAX_ROW_BYTES, TOO_LONG } from '../row.ts';
import { MAX_NESTING, TOO_DEEP } from './nesting.ts';

/** A value found in a document, or why it is lost. */
export type Found = {
  /** Line on which it begins, from 1. */
  line: number;
  place: Place;
} & ({ kind: 'value'; value: unknown } | { kind: 'rejected'; reason: string });

export interface Place {
  /** Keys that lead to it, without positions in lists, joined by dots. */
  path: string;
  /** It is an element of a list, not a document or the member of an object. */
  isElement: boolean;
}

/** Finds the values of documents that follow each other, whose bytes arrive in pieces. */
export interface JsonScanner {
  add(chunk: Buffer): Found[];
  end(): Found[];
}

const MAX_WRAPPERS = 32;
/** Bytes read again to find the rows behind a broken one: as many as were read, and these. */
const FREE_REREAD_BYTES = 16_000_000;
const BROKEN = 'not JSON: its brackets or quotes do not match';
const CUT_OFF = 'incomplete: the input ends inside a value';

const TAB = 0x09;
const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_LIST = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** Bytes that matter within a value, outside its strings. */
const STRUCTURAL = new Uint8Array(256);
for (const byte of [QUOTE, LF, OPEN_OBJECT, CLOSE_OBJECT, OPEN_LIST, CLOSE_LIST]) STRUCTURAL[byte] = 1;
/** Bytes that end a number or a word. */
const ENDS_WORD = new Uint8Array(256);
for (const byte of [
  TAB,
  LF,
  CR,
  SPACE,
  QUOTE,
  COMMA,
  COLON,
  OPEN_OBJECT,
  CLOSE_OBJECT,
  OPEN_LIST,
  CLOSE_LIST,
]) {
  ENDS_WORD[byte] = 1;
}

interface Wrapper {
  isList: boolean;
  /** Key of the value that comes next, in an object. */
  key: string | null;
}

/** A value that is being read. */
interface Capture {
  parts: Buffer[];
  bytes: number;
  /** It is too long: only its end is looked for. */
  isDropped: boolean;
  line: number;
  /** Line ends within it so far. */
  lines: number;
  /** White space before it when it begins a line. */
  indent: string | null;
  /** Open containers: 1 for an object, 0 for a list. */
  open: Uint8Array;
  depth: number;
  inString: boolean;
  isEscaped: boolean;
  /** Why it can be no value. */
  reason: string | null;
}

/**
 * Documents and elements of lists are handed over whole. One that is longer than a row may be, and that `isRow` does not
 * know as a row by its first bytes, is a wrapper: what it holds is handed over instead, and so are the elements of a list
 * that is a whole document. A broken value costs itself alone where the next one can be told.
 */
export function createJsonScanner(name: string, isRow: (head: Buffer) => boolean): JsonScanner {
  const wrappers: Wrapper[] = [];
  let capture: Capture | null = null;
  /** Bytes between values that cannot be read without those that come next. */
  let held: Buffer = Buffer.alloc(0);
  let lastText: { value: string; line: number } | null = null;
  let line = 1;
  let indent: string | null = '';
  let readBytes = 0;
  let rereadBytes = 0;
  let found: Found[] = [];
  // One value is read at a time.
  const open = new Uint8Array(MAX_NESTING);

  let place: Place = { path: '', isElement: false };
  const move = () => {
    place = {
      path: wrappers.flatMap(({ key }) => (key === null ? [] : [key])).join('.'),
      isElement: wrappers.at(-1)?.isList ?? false,
    };
  };
  const lose = (at: number, reason: string) => found.push({ place, kind: 'rejected', line: at, reason });
  const hand = (at: number, value: unknown) => found.push({ place, kind: 'value', line: at, value });

  const enter = (isList: boolean) => {
    if (wrappers.length >= MAX_WRAPPERS) {
      throw new InputFault('nested_too_deep', `${name} is nested too deeply`, {
        text: 'import only the list of profiles',
      });
    }
    wrappers.push({ isList, key: null });
    move();
    lastText = null;
    indent = null;
  };

  const begin = (): Capture => ({
    parts: [],
    bytes: 0,
    isDropped: false,
    line,
    lines: 0,
    indent,
    open,
    depth: 0,
    inString: false,
    isEscaped: false,
    reason: null,
  });

  /** Gives a value up; answers the bytes from which on to read again, none where no other value begins in them. */
  const giveUp = (bytes: Buffer, it: Capture, reason: string): Buffer => {
    capture = null;
    lose(it.line, reason);
    if (rereadBytes > readBytes + FREE_REREAD_BYTES) return bytes.subarray(bytes.length);
    const atLine = it.indent === null ? -1 : bytes.indexOf(`\n${it.indent}{`);
    const inLine = atLine === -1 ? bytes.indexOf('},{"') : -1;
    if (atLine === -1 && inLine === -1) return bytes.subarray(bytes.length);
    const next = atLine === -1 ? inLine + 2 : atLine + 1;
    rereadBytes += bytes.length - next;
    line = it.line + countLines(bytes.subarray(0, next));
    indent = atLine === -1 ? null : '';
    return bytes.subarray(next);
  };

  /** Reads on in a value; answers what of the chunk is left. */
  const continueCapture = (chunk: Buffer, it: Capture): Buffer => {
    const end = follow(chunk, it);
    line = it.line + it.lines;
    it.bytes += end;
    if (!it.isDropped) it.parts.push(chunk.subarray(0, end));
    const rest = chunk.subarray(end);
    if (it.bytes > MAX_ROW_BYTES && !it.isDropped) {
      const bytes = Buffer.concat(it.parts);
      if (it.reason === null && (bytes[0] === OPEN_LIST || !isRow(bytes))) {
        capture = null;
        line = it.line;
        enter(bytes[0] === OPEN_LIST);
        return Buffer.concat([bytes.subarray(1), rest]);
      }
      if (it.reason === BROKEN) {
        const again = giveUp(bytes, it, BROKEN);
        if (again.length > 0) return Buffer.concat([again, rest]);
        found.pop();
        capture = it;
      }
      it.isDropped = true;
      it.parts = [];
    }
    if (it.depth > 0) return rest;
    capture = null;
    indent = null;
    if (it.isDropped) {
      lose(it.line, it.reason ?? TOO_LONG);
      return rest;
    }
    const bytes = it.parts.length === 1 ? (it.parts[0] as Buffer) : Buffer.concat(it.parts);
    if (it.reason === null) {
      try {
        hand(it.line, JSON.parse(decode(bytes)));
        return rest;
      } catch {
        it.reason = `not JSON: ${quote(decode(bytes.subarray(0, 400)))}`;
      }
    }
    const lineAfter = line;
    const again = giveUp(bytes, it, it.reason);
    if (again.length > 0) return Buffer.concat([again, rest]);
    line = lineAfter;
    indent = null;
    return rest;
  };

  /** A string or number that is no key: rows where the whole document is a list of them. */
  const flushText = () => {
    const text = lastText;
    lastText = null;
    if (text !== null && wrappers.length === 1 && wrappers[0]?.isList)
      hand(text.line, JSON.parse(text.value));
  };

  const close = (isList: boolean) => {
    flushText();
    if (!wrappers.some((wrapper) => wrapper.isList === isList)) {
      lose(line, BROKEN);
      return;
    }
    while (wrappers.pop()?.isList !== isList) lose(line, BROKEN);
    move();
  };

  /** Reads the text between values; returns the rest of the chunk from the start of a value. */
  const between = (chunk: Buffer): Buffer => {
    for (let at = 0; at < chunk.length; ) {
      const byte = chunk[at] as number;
      const top = wrappers.at(-1);
      if (byte === LF) {
        line++;
        indent = '';
        at++;
        continue;
      }
      if (byte === SPACE || byte === TAB || byte === CR || byte === 0) {
        if (indent !== null && byte !== CR && indent.length < 200) indent += String.fromCharCode(byte);
        at++;
        continue;
      }
      if (byte === OPEN_OBJECT || byte === OPEN_LIST) {
        if (byte === OPEN_LIST && (top === undefined || !top.isList)) {
          enter(true);
          at++;
          continue;
        }
        capture = begin();
        return chunk.subarray(at);
      }
      indent = null;
      if (byte === COMMA) {
        flushText();
        if (top && !top.isList) {
          top.key = null;
          move();
        }
        at++;
      } else if (byte === COLON) {
        if (top && !top.isList && lastText !== null) {
          top.key = String(JSON.parse(lastText.value));
          move();
        }
        lastText = null;
        at++;
      } else if (byte === CLOSE_OBJECT || byte === CLOSE_LIST) {
        close(byte === CLOSE_LIST);
        at++;
      } else {
        const end = byte === QUOTE ? endOfString(chunk, at) : endOfWord(chunk, at);
        if (end === -1) {
          held = chunk.subarray(at);
          return chunk.subarray(chunk.length);
        }
        readText(decode(chunk.subarray(at, end)));
        at = end;
      }
    }
    return chunk.subarray(chunk.length);
  };

  const readText = (text: string) => {
    try {
      JSON.parse(text);
      lastText = { value: text, line };
    } catch {
      lose(line, `not JSON: ${quote(text)}`);
    }
  };

  const run = (chunk: Buffer) => {
    let rest = chunk;
    while (rest.length > 0) rest = capture === null ? between(rest) : continueCapture(rest, capture);
  };
  const takeFound = (): Found[] => {
    const all = found;
    found = [];
    return all;
  };

  return {
    add(chunk) {
      readBytes += chunk.length;
      const whole = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
      if (held.length > MAX_ROW_BYTES) {
        throw new InputFault('not_json', `${name} contains a name of more than 2 MB`, {
          text: 'import only the list of profiles',
        });
      }
      held = Buffer.alloc(0);
      run(whole);
      return takeFound();
    },
    end() {
      while (capture !== null) {
        const it: Capture = capture;
        run(
          it.isDropped
            ? (giveUp(Buffer.alloc(0), it, it.reason ?? CUT_OFF) as Buffer)
            : giveUp(Buffer.concat(it.parts), it, CUT_OFF),
        );
      }
      if (held.length > 0) readText(decode(held));
      flushText();
      if (wrappers.length > 0) lose(line, 'incomplete: the input ends inside the list');
      return takeFound();
    },
  };
}

/** Follows a value; answers where it or the chunk ends. */
function follow(chunk: Buffer, it: Capture): number {
  let at = 0;
  while (at < chunk.length) {
    if (it.inString) {
      const byte = chunk[at++];
      if (it.isEscaped) it.isEscaped = false;
      else if (byte === BACKSLASH) it.isEscaped = true;
      else if (byte === QUOTE) it.inString = false;
      else if (byte === LF) {
        it.lines++;
        // No string holds a line end: this one was never closed.
        it.inString = false;
        it.reason ??= BROKEN;
      }
      continue;
    }
    while (at < chunk.length && STRUCTURAL[chunk[at] as number] === 0) at++;
    if (at === chunk.length) break;
    const byte = chunk[at++];
    if (byte === QUOTE) it.inString = true;
    else if (byte === LF) it.lines++;
    else if (byte === OPEN_OBJECT || byte === OPEN_LIST) {
      if (it.depth < MAX_NESTING) it.open[it.depth] = byte === OPEN_OBJECT ? 1 : 0;
      else it.reason ??= TOO_DEEP;
      it.depth++;
    } else {
      it.depth--;
      if (it.depth < MAX_NESTING && it.open[it.depth] !== (byte === CLOSE_OBJECT ? 1 : 0))
        it.reason ??= BROKEN;
      if (it.depth === 0) return at;
    }
  }
  return at;
}

/** Behind the closing quote or before a line end; -1 when the chunk has neither. */
function endOfString(chunk: Buffer, from: number): number {
  for (let at = from + 1; at < chunk.length; at++) {
    const byte = chunk[at];
    if (byte === BACKSLASH) at++;
    else if (byte === QUOTE) return at + 1;
    else if (byte === LF) return at;
  }
  return -1;
}

function endOfWord(chunk: Buffer, from: number): number {
  let at = from;
  while (at < chunk.length && ENDS_WORD[chunk[at] as number] === 0) at++;
  return at === chunk.length ? -1 : at;
}

function decode(bytes: Buffer): string {
  return isUtf8(bytes) ? bytes.toString() : new TextDecoder('windows-1252').decode(bytes);
}

function countLines(bytes: Buffer): number {
  let lines = 0;
  for (let at = bytes.indexOf(LF); at !== -1; at = bytes.indexOf(LF, at + 1)) lines++;
  return lines;
}
