/**
 * The embedded search beside what a user would put into a process instead: MiniSearch and Orama, which keep everything in
 * memory. `node bench/libraries/libraries.ts [count]`, 100,000 synthetic profiles by default. Each engine runs in its own
 * process; they answer the same questions turn by turn, so the ratios of one run count. Typesense has no package for Node:
 * it is a server that this machine does not have.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seededRandom } from '#tests/support/seeded-random.ts';
import { quantile } from '../quantile.ts';
import { createCorpus, HEAD_WORD } from '../search-documents.ts';
import type { EngineNotice, EngineOrder } from './engine-process.ts';
import type { Kind } from './engines.ts';

const COUNT = Number(process.argv[2] ?? 100_000);
const SLICES = 4;
const SLICE = 25;
const NAMES = ['InfluScope', 'MiniSearch', 'Orama'];
const corpus = createCorpus(42);
const folder = await mkdtemp(join(tmpdir(), 'influscope-libraries-'));

type Answers = EngineNotice & { type: 'answers' };

const engines = NAMES.map((name) => {
  const child = fork(
    new URL('engine-process.ts', import.meta.url),
    [name, String(COUNT), join(folder, name)],
    {
      execArgv: ['--expose-gc', '--max-old-space-size=6144'],
    },
  );
  const next = async () => {
    const waiting = new AbortController();
    try {
      const [notice] = await Promise.race(
        (['message', 'exit'] as const).map((event) => once(child, event, { signal: waiting.signal })),
      );
      if (typeof notice !== 'object' || notice === null) throw new Error(`${name} ended with ${notice}`);
      return notice as EngineNotice;
    } finally {
      waiting.abort();
    }
  };
  return {
    name,
    ready: next(),
    async ask(order: EngineOrder): Promise<Answers> {
      child.send(order);
      return (await next()) as Answers;
    },
    end: () => child.kill(),
  };
});

try {
  console.log(`${COUNT} profiles`.padEnd(24), NAMES.map((name) => name.padStart(18)).join(''));
  const ready = (await Promise.all(engines.map((engine) => engine.ready))) as (EngineNotice & {
    type: 'ready';
  })[];
  row(
    'written, profiles/s',
    ready.map(({ documentsPerSecond }) => documentsPerSecond.toFixed(0)),
  );
  row(
    'memory, MiB',
    ready.map(({ mib }) => mib.toFixed(0)),
  );
  console.log('\np50/p95, ms');
  const cpu: [kind: string, ms: string[]][] = [];
  for (const [title, kind, texts] of questions()) {
    const answers = NAMES.map((): Answers[] => []);
    for (let slice = 0; slice < SLICES; slice++) {
      const order = { texts: texts.slice(slice * SLICE, (slice + 1) * SLICE), kind };
      const turn = [...engines.keys()].map((i) => (i + slice) % engines.length);
      for (const i of turn) answers[i]?.push(await (engines[i] as (typeof engines)[0]).ask(order));
    }
    const times = answers.map((all) => all.flatMap((one) => one.times));
    row(
      title,
      times.map((list) => `${quantile(list, 0.5).toFixed(2)}/${quantile(list, 0.95).toFixed(2)}`),
    );
    const asked = times.map(({ length }) => length);
    const used = answers.map((all) => all.reduce((sum, { cpuMs }) => sum + cpuMs, 0));
    cpu.push([title, used.map((ms, i) => (ms / (asked[i] ?? 1)).toFixed(2))]);
  }
  console.log('\nCPU of a question, ms');
  for (const [title, values] of cpu) row(title, values);
} finally {
  for (const engine of engines) engine.end();
  await rm(folder, { recursive: true, force: true });
}

/** Words of different frequency, each once. */
function questions(): [title: string, kind: Kind, texts: string[]][] {
  const random = seededRandom(7);
  const { words } = corpus;
  const word = () => words[Math.floor((words.length / 3) ** random()) + 20] ?? HEAD_WORD;
  const many = (make: () => string) => Array.from({ length: SLICES * SLICE }, make);
  const pair = () => {
    const [a = HEAD_WORD, b = HEAD_WORD] =
      corpus.document(Math.floor(random() * COUNT)).profile.bio?.split(' ') ?? [];
    return `${a} ${b}`;
  };
  const misspelt = () => {
    const right = words[5_000 + Math.floor(random() * 20_000)] ?? HEAD_WORD;
    const at = 1 + Math.floor(random() * (right.length - 1));
    return `${right.slice(0, at)}q${right.slice(at + 1)}`;
  };
  return [
    ['one word', 'words', many(word)],
    ['two words', 'words', many(pair)],
    ['beginning of a word', 'prefix', many(() => word().slice(0, 3 + Math.floor(random() * 3)))],
    ['misspelt word', 'typo', many(misspelt)],
    ['one word, facets', 'facets', many(word)],
    ['frequent word, facets', 'facets', many(() => HEAD_WORD)],
  ];
}

function row(title: string, values: readonly string[]): void {
  console.log(title.padEnd(24), values.map((value) => value.padStart(18)).join(''));
}
