import { SIGNATURE_BYTES, tellContainer } from './bytes/container.ts';
import { decompress } from './bytes/decompress.ts';
import { readHead } from './bytes/read-head.ts';
import { InputFault } from './input-fault.ts';
import { readJsonLines } from './json/read-json-lines.ts';
import type { Table } from './table.ts';
import { readCsv } from './text/read-csv.ts';
import { hasFirstLine, sniff } from './text/sniff.ts';
import { transcode } from './text/transcode.ts';

export interface OpenTablesOptions {
  /** Name of the input in messages and labels, e.g. `creators.csv`. Outside text. */
  name: string;
  /** How the text is read; found out by default. */
  format?: 'auto' | 'csv' | 'jsonl';
}

/** Containers within containers: a gzip in a ZIP archive is read, a Russian doll is not. */
const MAX_DEPTH = 4;

interface Found {
  name: string;
  labels: readonly string[];
  format: 'auto' | 'csv' | 'jsonl';
  depth: number;
}

/**
 * The tables of an input, in their order. Each one's rows are read before the next table is asked for; rows that are
 * left unread are passed over. Throws `InputFault` when the input holds nothing that can be read.
 */
export async function* openTables(
  body: AsyncIterable<Uint8Array>,
  { name, format = 'auto' }: OpenTablesOptions,
): AsyncGenerator<Table> {
  const source = toBuffers(body);
  try {
    yield* openBody(source, { name, labels: [name], format, depth: 0 });
  } finally {
    // A fault of the whole input leaves the rest unread: it is let go of.
    await source.return(undefined);
  }
}

async function* openBody(source: AsyncGenerator<Buffer>, found: Found): AsyncGenerator<Table> {
  const { name, depth } = found;
  if (depth > MAX_DEPTH) {
    throw new InputFault(
      'nested_too_deep',
      `${name} is packed more than ${MAX_DEPTH} times`,
      'Unpack it first',
    );
  }
  const { head, body } = await readHead(source, (bytes) => bytes.length >= SIGNATURE_BYTES);
  const container = tellContainer(head, name);
  if (container === 'text') yield* openText(body, found);
  else if (container === 'zip')
    throw new InputFault('binary_input', `${name} is a ZIP archive`, 'Unpack it first');
  else yield* openBody(decompress(body, container, name), { ...found, depth: depth + 1 });
}

async function* openText(
  source: AsyncGenerator<Buffer>,
  { name, labels, format }: Found,
): AsyncGenerator<Table> {
  const raw = await readHead(source, (bytes) => bytes.length >= SIGNATURE_BYTES);
  const { head, isWhole, body } = await readHead(transcode(raw.head, raw.body), hasFirstLine);
  const sniffed = sniff(head, { name, format, isWhole });
  if (sniffed.kind === 'csv') {
    yield { name, labels, kind: 'cells', batches: readCsv(body, { name, ...sniffed }) };
  } else {
    yield {
      name,
      labels,
      kind: 'records',
      batches: readJsonLines(body, sniffed.kind === 'json' ? 10 : sniffed.newline),
    };
  }
}

async function* toBuffers(body: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  for await (const { buffer, byteOffset, byteLength } of body) {
    if (byteLength > 0) yield Buffer.from(buffer, byteOffset, byteLength);
  }
}
