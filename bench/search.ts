/**
 * Times the embedded search index over synthetic profiles: `node bench/search.ts [count]`, 100,000 by default.
 * Each class of query is asked first with words that were not asked before, then again, then other questions by 16 clients at
 * a time, each of which asks its next question when it has an answer. Next to it is the same question to a plain FTS5 table in the
 * same run (see `search-peer.ts`); a ratio under 1 is faster than it. The CPU time of a question is the mean over its class, in
 * all threads.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEmbeddedSearchIndex } from '#adapters/search/embedded/embedded-search-index.ts';
import type { QueryFacts } from '#tests/support/search-query.ts';
import { searchQuery } from '#tests/support/search-query.ts';
import { seededRandom } from '#tests/support/seeded-random.ts';
import { quantile } from './quantile.ts';
import { createCorpus, HEAD_WORD } from './search-documents.ts';
import { createPeer } from './search-peer.ts';

const COUNT = Number(process.argv[2] ?? 100_000);
const BATCH = 100;
const QUERIES = 200;
const CLIENTS = 16;
const corpus = createCorpus(42);
const folder = await mkdtemp(join(tmpdir(), 'influscope-bench-'));
const path = join(folder, 'search');
const MIB = 1024 * 1024;

const query = (text: string, extra: QueryFacts = {}) => searchQuery({ text, ...extra });

try {
  await fill();
  await ask();
} finally {
  await rm(folder, { recursive: true, force: true });
}

/** Two batches are always under way, as in the indexer. */
async function fill(): Promise<void> {
  const rssBefore = process.memoryUsage().rss;
  const index = createEmbeddedSearchIndex({ path, role: 'writer' });
  await index.ping();
  const startedAt = performance.now();
  const cpuBefore = cpuMs();
  let making = 0;
  const under: Promise<unknown>[] = [];
  for (let from = 0; from < COUNT; from += BATCH) {
    const before = performance.now();
    const documents = Array.from({ length: Math.min(BATCH, COUNT - from) }, (_, i) =>
      corpus.document(from + i),
    );
    making += performance.now() - before;
    if (under.length === 2) await under.shift();
    under.push(index.upsert(documents));
  }
  await Promise.all(under);
  const seconds = (performance.now() - startedAt) / 1_000;
  const cpu = cpuMs() - cpuBefore - making;
  console.log(`indexed           ${Math.round(COUNT / seconds)} docs/s in batches of ${BATCH}`);
  console.log(`  CPU             ${Math.round((cpu * 1_000) / COUNT)} µs a document`);
  console.log(
    `  of which ${(making / 1_000).toFixed(1)} s of ${seconds.toFixed(1)} s went into making documents`,
  );
  const grown = process.memoryUsage().rss - rssBefore;
  console.log(`memory            ${Math.round(grown / MIB)} MiB for a writer and the making of documents`);
  await index.close();
}

async function ask(): Promise<void> {
  globalThis.gc?.();
  const rssBefore = process.memoryUsage().rss;
  const openedAt = performance.now();
  const index = createEmbeddedSearchIndex({ path, role: 'reader' });
  await index.search(query(HEAD_WORD));
  console.log(`open, first query ${(performance.now() - openedAt).toFixed(0)} ms`);

  const classes = makeClasses(7);
  const others = new Map(makeClasses(8));
  const asked = new Map<string, { first: number[]; again: number[]; together: number[]; cpu: number[] }>();
  const time = async ({ text, extra }: Question) => {
    const before = performance.now();
    await index.search(query(text, extra));
    return performance.now() - before;
  };
  for (const [name, questions] of classes) {
    const first: number[] = [];
    const again: number[] = [];
    const cpu: number[] = [];
    for (const times of [first, again]) {
      const cpuBefore = cpuMs();
      for (const question of questions) times.push(await time(question));
      cpu.push((cpuMs() - cpuBefore) / questions.length);
    }
    const together: number[] = [];
    const left = [...(others.get(name) ?? [])];
    const client = async () => {
      for (let question = left.pop(); question !== undefined; question = left.pop())
        together.push(await time(question));
    };
    await Promise.all(Array.from({ length: CLIENTS }, client));
    asked.set(name, { first, again, together, cpu });
  }
  const grown = process.memoryUsage().rss - rssBefore;
  console.log(`memory            ${Math.round(grown / MIB)} MiB for a reader after all queries`);
  await index.close();

  const peer = createPeer(join(folder, 'peer.db'), corpus, COUNT);
  console.log(
    `peer indexed      ${Math.round(peer.documentsPerSecond)} docs/s (plain FTS5, batches of 500)\n`,
  );
  console.log(
    'ms: p50/p95/p99    first asked          asked again          16 clients           plain FTS5           p50 ratio   CPU first, again',
  );
  for (const [name, questions] of classes) {
    const { first, again, together, cpu } = asked.get(name) ?? {
      first: [],
      again: [],
      together: [],
      cpu: [],
    };
    const peerTimes = questions.map(({ peerMatch }) => peer.time(peerMatch));
    const ratio = quantile(first, 0.5) / quantile(peerTimes, 0.5);
    const columns = [first, again, together, peerTimes].map((times) => percentiles(times).padEnd(20));
    const cpuTimes = cpu.map((time) => time.toFixed(2)).join(', ');
    console.log(`${name.padEnd(18)} ${columns.join(' ')} ${ratio.toFixed(2).padEnd(11)} ${cpuTimes}`);
  }
  peer.close();
}

interface Question {
  text: string;
  extra?: QueryFacts;
  peerMatch: string;
}

/** The peer is asked for the same words; it knows no typos, so there it gets the right spelling. */
function makeClasses(seed: number): [name: string, questions: Question[]][] {
  const random = seededRandom(seed);
  const { words } = corpus;
  const word = () => words[Math.floor((words.length / 3) ** random()) + 20] ?? HEAD_WORD;
  const many = (make: () => Question) => Array.from({ length: QUERIES }, make);
  const single = () => {
    const text = word();
    return { text, peerMatch: `"${text}"` };
  };
  return [
    ['single term', many(single)],
    [
      'two terms',
      many(() => {
        // Two words of one profile, so that there is something to find.
        const bio = corpus.document(Math.floor(random() * COUNT)).profile.bio?.split(' ') ?? [];
        const [a = HEAD_WORD, b = HEAD_WORD] = bio;
        return { text: `${a} ${b}`, peerMatch: `"${a}" "${b}"` };
      }),
    ],
    [
      'phrase',
      many(() => {
        const bio = corpus.document(Math.floor(random() * COUNT)).profile.bio?.split(' ') ?? [];
        const at = Math.floor(random() * (bio.length - 1));
        const text = `"${bio[at]} ${bio[at + 1]}"`;
        return { text, peerMatch: text };
      }),
    ],
    [
      'typo',
      many(() => {
        const right = words[5_000 + Math.floor(random() * 20_000)] ?? HEAD_WORD;
        const at = 1 + Math.floor(random() * (right.length - 1));
        return { text: `${right.slice(0, at)}q${right.slice(at + 1)}`, peerMatch: `"${right}"` };
      }),
    ],
    [
      'prefix',
      many(() => {
        const text = word().slice(0, 3 + Math.floor(random() * 3));
        return { text, peerMatch: `"${text}" *` };
      }),
    ],
    [
      'filters and facets',
      many(() => ({
        ...single(),
        extra: {
          platforms: ['youtube'],
          followers: { min: 10_000 },
          engagement: { min: 0.02 },
          facets: true,
        },
      })),
    ],
    [
      'head, facets',
      many(() => ({ text: HEAD_WORD, extra: { facets: true }, peerMatch: `"${HEAD_WORD}"` })).slice(0, 50),
    ],
  ];
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

function percentiles(times: readonly number[]): string {
  return [0.5, 0.95, 0.99].map((share) => quantile(times, share).toFixed(1)).join('/');
}
