import { Transform } from 'node:stream';
import { INVALID_REQUEST, PARSE_ERROR, parseJSONRPCMessage } from '@modelcontextprotocol/server';

/** The answer to a line that is no message. */
export interface Refusal {
  jsonrpc: '2.0';
  /** Of the request, so that its caller need not wait; `null` where it cannot be read. */
  id: string | number | null;
  error: { code: number; message: string };
}

/** Bytes of both ends of a line that is too long. Clients write the id first or last. */
const END_BYTES = 512;
const NEWLINE = 10;
const FIRST_ID = /^\s*\{\s*(?:"jsonrpc"\s*:\s*"2\.0"\s*,\s*)?"id"\s*:\s*(-?\d{1,15}|"[^"\\]*")\s*,/;
const LAST_ID = /,\s*"id"\s*:\s*(-?\d{1,15}|"[^"\\]*")\s*(?:,\s*"jsonrpc"\s*:\s*"2\.0"\s*)?\}\s*$/;

/** Passes the lines that are JSON-RPC messages of at most `maxBytes`; `refuse` gets the answer to each other line. */
export function checkLines(maxBytes: number, refuse: (answer: Refusal) => void): Transform {
  let parts: Buffer[] = [];
  let bytes = 0;
  const add = (part: Buffer) => {
    bytes += part.length;
    parts.push(part);
    if (bytes <= maxBytes) return;
    const all = Buffer.concat(parts);
    if (all.length > 2 * END_BYTES)
      parts = [Buffer.from(all.subarray(0, END_BYTES)), Buffer.from(all.subarray(-END_BYTES))];
  };
  const end = (target: Transform) => {
    const isLong = bytes > maxBytes;
    const line = Buffer.concat(parts);
    const text = line.toString('utf8');
    parts = [];
    bytes = 0;
    if (text.trim() === '') return;
    const answer = isLong ? refuseLong(text, maxBytes) : check(text);
    if (answer === null) target.push(Buffer.concat([line, Buffer.of(NEWLINE)]));
    else refuse(answer);
  };
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      let from = 0;
      for (let at = chunk.indexOf(NEWLINE); at !== -1; at = chunk.indexOf(NEWLINE, from)) {
        add(chunk.subarray(from, at));
        end(this);
        from = at + 1;
      }
      if (from < chunk.length) add(chunk.subarray(from));
      done();
    },
  });
}

function check(text: string): Refusal | null {
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch {
    return refusal(null, PARSE_ERROR, 'The message is not JSON');
  }
  try {
    parseJSONRPCMessage(message);
    return null;
  } catch {
    return refusal(idOf(message), INVALID_REQUEST, 'The message is not a JSON-RPC 2.0 message of MCP');
  }
}

function refuseLong(ends: string, maxBytes: number): Refusal {
  const [, id] = FIRST_ID.exec(ends) ?? LAST_ID.exec(ends) ?? [];
  const text = `The message is longer than ${maxBytes.toLocaleString('en')} bytes`;
  return refusal(id === undefined ? null : (JSON.parse(id) as string | number), INVALID_REQUEST, text);
}

/** A response gets no answer with its id: the id is one of ours. */
function idOf(message: unknown): string | number | null {
  const { id, result, error } = Object(message) as { id?: unknown; result?: unknown; error?: unknown };
  if (result !== undefined || error !== undefined) return null;
  return typeof id === 'string' || Number.isInteger(id) ? (id as string | number) : null;
}

function refusal(id: Refusal['id'], code: number, message: string): Refusal {
  return { jsonrpc: '2.0', id, error: { code, message } };
}
