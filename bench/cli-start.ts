/**
 * How long the command line takes to start, against empty scripts: `node bench/cli-start.ts [rounds] [old node]`.
 * Every round runs each case once, so that the machine's moods fall on all of them. Needs `npm run build`. The
 * platform of the search is started for it and removed.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { quantile } from './quantile.ts';

const ROUNDS = Number(process.argv[2] ?? 31);
const root = fileURLToPath(new URL('..', import.meta.url));
const launcher = join(root, 'bin/influscope.js');
const folder = mkdtempSync(join(tmpdir(), 'influscope-start-'));
const env = { ...process.env, INFLUSCOPE_HOME: join(folder, 'home'), NODE_OPTIONS: '' };
const empty = join(folder, 'empty.cjs');
writeFileSync(empty, '');

const newNode = process.execPath;
const oldNode = process.argv[3] ?? ['/usr/local/bin/node', '/usr/bin/node'].find((path) => isOld(path));

interface Case {
  name: string;
  command: string;
  args: string[];
  times: number[];
}
const measure = (name: string, command: string, ...args: string[]): Case => ({
  name,
  command,
  args,
  times: [],
});

const cases = {
  empty: measure('empty script', newNode, empty),
  help: measure('--help', newNode, launcher, '--help'),
  search: measure('search', newNode, launcher, 'search', 'tech'),
  ...(oldNode && {
    emptyOld: measure('empty script, old Node', oldNode, empty),
    helpOld: measure('--help, old Node', oldNode, launcher, '--help'),
  }),
};

try {
  run(measure('up', newNode, launcher, 'up', '--demo'));
  for (let round = 0; round <= ROUNDS; round++) {
    for (const one of Object.values(cases)) {
      const ms = run(one);
      // The first round fills caches.
      if (round > 0) one.times.push(ms);
    }
  }
  report();
} finally {
  run(measure('down', newNode, launcher, 'down', '--delete-data'));
  rmSync(folder, { recursive: true, force: true });
}

function run({ name, command, args }: Case): number {
  const begin = performance.now();
  const { status, stderr } = spawnSync(command, args, {
    env,
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ms = performance.now() - begin;
  if (status !== 0) throw new Error(`${name} ended with ${status}: ${stderr}`);
  return ms;
}

function report(): void {
  const base = quantile(cases.empty.times, 0.5);
  console.log(`${ROUNDS} rounds, Node ${process.version}`);
  for (const { name, times } of Object.values(cases)) {
    console.log(
      `${name.padEnd(24)} ${quantile(times, 0.5).toFixed(1).padStart(7)} ms  ${(quantile(times, 0.5) / base).toFixed(2)}x`,
    );
  }
  if (!cases.emptyOld || !cases.helpOld) return;
  const above = quantile(cases.helpOld.times, 0.5) - quantile(cases.emptyOld.times, 0.5) - base;
  console.log(`from an old Node, above the two empty starts: ${above.toFixed(1)} ms`);
}

function isOld(path: string): boolean {
  if (!existsSync(path)) return false;
  const { stdout } = spawnSync(path, ['--version'], { encoding: 'utf8' });
  return Number(/^v(\d+)/.exec(stdout)?.[1] ?? 99) < 24;
}
