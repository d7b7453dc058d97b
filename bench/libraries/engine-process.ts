/** One engine in a process of its own, for `libraries.ts`: fills itself, then answers lists of questions over IPC. */
import { createCorpus } from '../search-documents.ts';
import type { Kind } from './engines.ts';
import { ENGINES } from './engines.ts';

export type EngineNotice =
  | { type: 'ready'; documentsPerSecond: number; mib: number }
  | { type: 'answers'; times: number[]; cpuMs: number; found: number; mib: number };

export interface EngineOrder {
  texts: string[];
  kind: Kind;
}

const [name = '', countText = '', folder = ''] = process.argv.slice(2);
const BATCH = 500;
const count = Number(countText);
const corpus = createCorpus(42);
const open = ENGINES[name];
if (open === undefined) throw new Error(`No engine "${name}"`);
const engine = await open(folder);

let addingMs = 0;
for (let from = 0; from < count; from += BATCH) {
  const profiles = Array.from(
    { length: Math.min(BATCH, count - from) },
    (_, i) => corpus.document(from + i).profile,
  );
  const before = performance.now();
  await engine.add(profiles);
  addingMs += performance.now() - before;
}
await engine.finish?.();
tell({ type: 'ready', documentsPerSecond: count / (addingMs / 1_000), mib: memoryMib() });

process.on('message', ({ texts, kind }: EngineOrder) => void answer(texts, kind));

async function answer(texts: readonly string[], kind: Kind): Promise<void> {
  const times: number[] = [];
  let found = 0;
  const cpuBefore = process.cpuUsage();
  for (const text of texts) {
    const before = performance.now();
    found += await engine.ask(text, kind);
    times.push(performance.now() - before);
  }
  const { user, system } = process.cpuUsage(cpuBefore);
  tell({ type: 'answers', times, cpuMs: (user + system) / 1_000, found, mib: memoryMib() });
}

function tell(notice: EngineNotice): void {
  process.send?.(notice);
}

function memoryMib(): number {
  globalThis.gc?.();
  return process.memoryUsage().rss / 1024 ** 2;
}
