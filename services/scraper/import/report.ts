import { once } from 'node:events';
import type { Writable } from 'node:stream';
import type { ImportReportLine } from '#contract/import/import.ts';

export type Counts = Pick<
  Extract<ImportReportLine, { type: 'progress' }>,
  'bytes' | 'rows' | 'accepted' | 'posts_only' | 'rejected' | 'skipped'
>;

/** The answer to an import: NDJSON, written while the import runs. */
export interface Report {
  /** Writes one line; waits while the reader of the answer is behind. */
  write(line: ImportReportLine): Promise<void> | undefined;
  /** Writes one line at once, or not at all while the reader is behind: the next one says the same and more. */
  offer(line: ImportReportLine): void;
  end(line: ImportReportLine): void;
}

/** Lines are handed over in pieces of about this size, and whenever `flush` is called. */
const PIECE_LENGTH = 16 * 1024;

export function createReport(output: Writable, signal: AbortSignal): Report {
  let buffer = '';
  // `signal` reports a reader that disconnects.
  output.on('error', () => {});
  const flush = () => {
    if (buffer !== '') output.write(buffer);
    buffer = '';
  };
  return {
    write(line) {
      buffer += `${JSON.stringify(line)}\n`;
      if (buffer.length < PIECE_LENGTH) return undefined;
      flush();
      return output.writableNeedDrain ? once(output, 'drain', { signal }).then(() => {}) : undefined;
    },
    offer(line) {
      if (output.writableNeedDrain) return;
      buffer += `${JSON.stringify(line)}\n`;
      flush();
    },
    end(line) {
      flush();
      output.end(`${JSON.stringify(line)}\n`);
    },
  };
}
