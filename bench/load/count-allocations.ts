import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '#tests/support/free-port.ts';
import { ROOT } from '#tests/support/platform/cli.ts';
import { startServiceProcess } from '#tests/support/platform/service-process.ts';
import type { Asked } from './generators.ts';
import { askWithoutPauses } from './generators.ts';

const ANSWER_MS = 10_000;

/**
 * Bytes that an API process of its own allocates for each question, counted by V8, after one round of the same load. Buffers
 * outside of V8's heap are not in it.
 */
export async function countAllocations(
  folder: string,
  env: Readonly<Record<string, string>>,
  asked: readonly Asked[],
  load: { clients: number; seconds: number },
): Promise<number> {
  const preload = join(ROOT, 'bench/load/report-allocations-process.ts');
  const file = join(folder, `allocations-${randomUUID()}`);
  const port = String(await freePort());
  const api = await startServiceProcess('api', {
    ...env,
    PORT: port,
    ALLOCATIONS_FILE: file,
    NODE_OPTIONS: `--import=${preload}`,
  });
  const allocated = async () => {
    const before = await readLines(file);
    api.child.kill('SIGUSR2');
    for (const deadline = performance.now() + ANSWER_MS; performance.now() < deadline; await sleep(20)) {
      const lines = await readLines(file);
      if (lines.length > before.length) return Number(lines.at(-1));
    }
    throw new Error('the API process did not report its allocations');
  };
  try {
    await askWithoutPauses(folder, api.api, asked, load);
    const before = await allocated();
    const { requests } = await askWithoutPauses(folder, api.api, asked, load);
    return ((await allocated()) - before) / requests;
  } finally {
    await api.stop();
  }
}

async function readLines(file: string): Promise<string[]> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text.split('\n').slice(0, -1);
}
