import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const KILOBYTE = 1_000;

/** Largest total of the packed files of one kind, bytes. */
const BUDGETS = [
  { name: 'script of the search', pattern: /\/(?:page|chunk)-[^/]*\.js$/, maxBytes: 15 * KILOBYTE },
  { name: 'style', pattern: /\.css$/, maxBytes: 6 * KILOBYTE },
];

/** Throws when a kind of file is larger than its budget. */
export function assertBudgets(paths: readonly string[]): void {
  const faults = BUDGETS.flatMap(({ name, pattern, maxBytes }) => {
    const bytes = sizeOf(paths.filter((path) => pattern.test(path)));
    return bytes > maxBytes ? [`the ${name} of the pages has ${bytes} bytes packed, over ${maxBytes}`] : [];
  });
  if (faults.length > 0) throw new Error(faults.join('; '));
}

function sizeOf(paths: readonly string[]): number {
  return paths.reduce((sum, path) => sum + gzipSync(readFileSync(path)).length, 0);
}
