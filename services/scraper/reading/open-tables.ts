import { readArchive } from './archive/read-archive.ts';
import { tellPackage } from './archive/tell-package.ts';
import { SIGNATURE_BYTES, tellContainer } from './bytes/container.ts';
import { decompress } from './bytes/decompress.ts';
import { readHead } from './bytes/read-head.ts';
import { InputFault } from './input-fault.ts';
import { readJson } from './json/read-json.ts';
import { readJsonLines } from './json/read-json-lines.ts';
import { splitTables } from './split-tables.ts';
import type { Table } from './table.ts';
import { readCsv } from './text/read-csv.ts';
import { endsFirstLine, HEAD_BYTES, sniff } from './text/sniff.ts';
import { transcode, UTF16_SAMPLE_BYTES } from './text/transcode.ts';

export interface OpenTablesOptions {
  /** Name of the input in messages and labels, e.g. `creators.csv`. Outside text. */
  name: string;
  /** How the text is read; found out by default. */
  format?: 'auto' | 'csv' | 'jsonl';
}

/** Containers within containers: a gzip in a ZIP archive is read, a Russian doll is not. */
const MAX_DEPTH = 4;

/** Kinds are recognized by a few bytes, once all of them have come or the input has ended. */
const SIGNATURE = { wantedBytes: SIGNATURE_BYTES, isEnough: () => false };

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
  let tables = 0;
  try {
    for await (const table of openBody(source, { name, labels: [name], format, depth: 0 })) {
      tables++;
      yield table;
    }
    if (tables === 0) {
      throw new InputFault('no_table', `${name} contains no rows`, {
        text: 'import a file with at least one profile',
      });
    }
  } finally {
    // A fault of the whole input leaves the rest unread: close the source.
    await source.return(undefined);
  }
}

async function* openBody(source: AsyncGenerator<Buffer>, found: Found): AsyncGenerator<Table> {
  const { name, labels, depth } = found;
  if (depth > MAX_DEPTH) {
    throw new InputFault('nested_too_deep', `${name} is compressed more than ${MAX_DEPTH} times`, {
      text: 'unpack it first, and import its files',
    });
  }
  const { head, body } = await readHead(source, SIGNATURE);
  const container = tellContainer(head, name);
  if (container === 'text') yield* openText(body, found);
  else if (container === 'zip') yield* openPackage(body, found);
  else {
    const unpacked = decompress(body, container, name);
    try {
      yield* openBody(unpacked, {
        ...found,
        labels: [name.replace(/\.(?:gz|zst)$/i, ''), ...labels.slice(1)],
        depth: depth + 1,
      });
    } finally {
      await unpacked.return(undefined);
    }
  }
}

/** A ZIP file: a workbook, or an archive of files. */
async function* openPackage(source: AsyncGenerator<Buffer>, found: Found): AsyncGenerator<Table> {
  const { name, labels, depth } = found;
  const { openZip } = await import('./archive/zip.ts');
  const zip = await openZip(source, name);
  try {
    switch (tellPackage(zip.paths, name)) {
      case 'xlsx': {
        const { readXlsx } = await import('./workbook/read-xlsx.ts');
        yield* readXlsx(zip, name, labels);
        break;
      }
      case 'ods': {
        const { readOds } = await import('./workbook/read-ods.ts');
        yield* splitTables(readOds(zip, name), { name, labels });
        break;
      }
      case 'archive':
        yield* readArchive(zip, name, (path, body) =>
          openBody(body, { ...found, name: `${name}/${path}`, labels: [path, ...labels], depth: depth + 1 }),
        );
    }
  } finally {
    await zip.close();
  }
}

async function* openText(
  source: AsyncGenerator<Buffer>,
  { name, labels, format }: Found,
): AsyncGenerator<Table> {
  const raw = await readHead(source, { wantedBytes: UTF16_SAMPLE_BYTES, isEnough: endsFirstLine });
  const { head, isWhole, body } = await readHead(transcode(raw.head, raw.body), {
    wantedBytes: HEAD_BYTES,
    isEnough: endsFirstLine,
  });
  const sniffed = sniff(head.subarray(0, HEAD_BYTES), {
    name,
    format,
    isWhole: isWhole && head.length <= HEAD_BYTES,
  });
  if (sniffed.kind === 'csv') {
    yield { name, labels, kind: 'cells', batches: readCsv(body, { name, ...sniffed }) };
  } else if (sniffed.kind === 'json-lines') {
    yield { name, labels, kind: 'records', batches: readJsonLines(body, sniffed.newline) };
  } else {
    yield* readJson(body, { name, labels });
  }
}

async function* toBuffers(body: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  for await (const { buffer, byteOffset, byteLength } of body) {
    if (byteLength > 0) yield Buffer.from(buffer, byteOffset, byteLength);
  }
}
