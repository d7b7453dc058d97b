/**
 * Rows through the reader alone, from bytes to cells or JSON values, with the memory that it needs at most:
 * `node bench/reader.ts [rows]`. The input is made while it is read, so that none of it is held.
 */
import { performance } from 'node:perf_hooks';
import { Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import { openTables } from '#scraper/reading/open-tables.ts';

const rows = Number(process.argv[2] ?? 1_000_000);
const MIB = 1024 * 1024;
const ROWS_A_CHUNK = 500;

const INPUTS: Record<string, () => AsyncIterable<Uint8Array>> = {
  csv: () =>
    generate(
      'username,platform,followers,bio\n',
      (i) => `user${i}_example,x,${i * 7},plain text of row ${i}\n`,
      '',
    ),
  'csv, quoted bios': () =>
    generate(
      'username,platform,followers,bio\n',
      (i) => `user${i}_example,x,${i * 7},"text, of ""row"" ${i}"\n`,
      '',
    ),
  'json lines': () => generate('', (i) => `${record(i)}\n`, ''),
  'json array': () => generate('[', (i) => `${i === 0 ? '' : ','}${record(i)}\n`, ']'),
  'csv in gzip': () =>
    Readable.from(
      generate(
        'username,platform,followers,bio\n',
        (i) => `user${i}_example,x,${i * 7},plain text of row ${i}\n`,
        '',
      ),
    ).pipe(createGzip({ level: 1 })),
};

for (const [name, open] of Object.entries(INPUTS)) {
  if (process.argv[3] !== undefined && !name.startsWith(process.argv[3])) continue;
  await measure(name, open());
}

async function measure(name: string, body: AsyncIterable<Uint8Array>): Promise<void> {
  const seen = { value: 0, rejected: 0, skipped: 0 };
  let peakRss = 0;
  let batches = 0;
  const startedAt = performance.now();
  const startedCpu = process.cpuUsage();
  try {
    for await (const table of openTables(body, { name })) {
      for await (const batch of table.batches) {
        for (const row of batch) seen[row.kind]++;
        if (++batches % 16 === 0) peakRss = Math.max(peakRss, process.memoryUsage.rss());
      }
    }
    const seconds = (performance.now() - startedAt) / 1_000;
    const { user, system } = process.cpuUsage(startedCpu);
    const cpuSeconds = (user + system) / 1e6;
    console.log(
      `${name.padEnd(20)} ${seen.value} rows, ${seen.rejected} rejected, ${seen.skipped} skipped; ` +
        `${Math.round(seen.value / seconds)} rows/s, ${Math.round(seen.value / cpuSeconds)} a CPU second, RSS at most ${Math.round(peakRss / MIB)} MiB`,
    );
  } catch (error) {
    console.log(`${name.padEnd(20)} ${(error as Error).message}`);
  }
}

function record(i: number): string {
  return JSON.stringify({
    username: `user${i}_example`,
    platform: 'x',
    followers: i * 7,
    bio: `text of row ${i}`,
  });
}

async function* generate(head: string, row: (i: number) => string, tail: string): AsyncGenerator<Buffer> {
  yield Buffer.from(head);
  for (let from = 0; from < rows; from += ROWS_A_CHUNK) {
    let text = '';
    for (let i = from; i < Math.min(rows, from + ROWS_A_CHUNK); i++) text += row(i);
    yield Buffer.from(text);
  }
  yield Buffer.from(tail);
}
