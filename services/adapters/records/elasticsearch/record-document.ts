import { hash } from 'node:crypto';
import { constants as zlib, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { RecordEntry } from '#ports/records.ts';

/**
 * One record as the index keeps it. Its version is the record's revision. Only `key` is indexed, for scans; a document
 * without it is the tombstone of a deleted record, which keeps the revisions from starting again.
 */
export interface RecordDocument {
  key?: string;
  /** The value as it is, when it is short. */
  value?: string;
  /** The value's UTF-8, zstd, base64: a third of the bytes for the network, the translog and every merge. */
  zstd?: string;
}

export const TOMBSTONE: RecordDocument = {};

/** Elasticsearch takes 512 bytes an id. */
const MAX_ID_BYTES = 500;
const COMPRESSED_FROM_CHARS = 400;
/**
 * The quickest level: the others take longer to compress than they save anywhere else. Each call allocates its output
 * in chunks, by default of 16 KiB, most of them for nothing: that is a fifth of its time.
 */
const FAST = { chunkSize: 4_096, params: { [zlib.ZSTD_c_compressionLevel]: 1 } };
const UNPACKED = { chunkSize: 8_192 };

/** The document's id: of a record, so that no lease can have it. A key that is too long goes by its hash. */
export function recordId(key: string): string {
  const isShort = key.length * 3 <= MAX_ID_BYTES || Buffer.byteLength(key) <= MAX_ID_BYTES;
  return isShort ? `record/${key}` : `sha256/${hash('sha256', key)}`;
}

export const leaseId = (name: string) => `lease/${name}`;

/** The document's JSON. */
export function encodeRecordDocument(key: string, value: string): string {
  const document: RecordDocument =
    value.length < COMPRESSED_FROM_CHARS
      ? { key, value }
      : { key, zstd: zstdCompressSync(value, FAST).toString('base64') };
  return JSON.stringify(document);
}

/** `undefined` for a tombstone. */
export function decodeRecordDocument(
  { key, value, zstd }: RecordDocument,
  revision: number,
): RecordEntry | undefined {
  if (key === undefined) return undefined;
  const text =
    zstd === undefined ? value : zstdDecompressSync(Buffer.from(zstd, 'base64'), UNPACKED).toString();
  return { key, revision, value: text ?? '' };
}
