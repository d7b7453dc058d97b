/**
 * How much one client that floods a route slows down the searches of another: `node bench/flood/flood.ts [seconds=3] [MODE|all] [PATTERN OF PATHS]`.
 * Each route that OpenAPI lists, the pages, an unknown path and refused methods, in three modes: one request after another on 50
 * kept connections; without waiting for answers; a new connection for each request.
 *
 * The attacker has a process and an address of its own. Beside the ratio of the p95 under the flood to the quiet one
 * is what the machine alone causes: the same attacker against a server that answers without work, while the API serves
 * the same searches. "API busy" is the share of time in which the main thread of the API has work, quiet and flooded.
 */
import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { Agent, get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { quantile } from '../quantile.ts';

const SECONDS = Number(process.argv[2] ?? 3);
const MODES = ['kept', 'pipelined', 'reconnect'].filter((mode) =>
  ['all', mode].includes(process.argv[3] ?? 'all'),
);
const PATHS = new RegExp(process.argv[4] ?? '');
const PAUSE_MS = 12;
const SETTLE_MS = 300;
const GOAL = 3;
const COMPARED = Array.from({ length: 5 }, (_, i) => `id=instagram:${i}`).join('&');
const PAGES = ['/', '/results?q=tech', '/creators/instagram:7', `/compare?${COMPARED}`, '/shortlist'];

interface Served {
  process: ChildProcess;
  port: number;
}
const serve = async (kind: string): Promise<Served> => {
  const child = fork(new URL('./serve.ts', import.meta.url), [kind], { stdio: 'inherit' });
  const [port] = (await once(child, 'message')) as [number];
  return { process: child, port };
};

const agent = new Agent({ keepAlive: true, maxSockets: 1 });
const api = await serve('api');
const trivial = await serve('trivial');
let worst = 0;
try {
  const targets = (await listTargets()).filter(([, target]) => PATHS.test(target));
  await measure();
  console.log(
    `flood                                       p95 quiet   flooded   ratio   machine alone      API busy   answers/s`,
  );
  for (const mode of MODES) {
    const machine = await flooded(trivial.port, mode, 'GET', '/');
    for (const [method, target] of targets) {
      const quiet = await measure();
      const quietBusy = await busy();
      const { p95, answers } = await flooded(api.port, mode, method, target);
      const share = await busy();
      const ratio = p95 / quiet;
      worst = Math.max(worst, ratio);
      const name = `${mode} ${method} ${target}`.slice(0, 42).padEnd(42);
      console.log(
        `${name}  ${ms(quiet)}  ${ms(p95)}  ${times(ratio)}  ${ms(machine.p95)} ${times(machine.p95 / quiet)}  ${percent(quietBusy)} ${percent(share)}  ${(answers / SECONDS).toFixed(0).padStart(9)}`,
      );
    }
  }
} finally {
  agent.destroy();
  api.process.kill();
  trivial.process.kill();
}
console.log(`worst ratio ${worst.toFixed(2)}; the goal is ${GOAL}`);

/** Every operation of the API's own description with sample parameters, then what no route takes. */
async function listTargets(): Promise<[method: string, target: string][]> {
  const response = await fetch(`http://127.0.0.1:${api.port}/openapi.json`);
  const { paths } = (await response.json()) as { paths: Record<string, Record<string, unknown>> };
  const query: Record<string, string> = { '/search': '?q=tech', '/export': '?q=tech', '/suggest': '?q=te' };
  const described = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method): [string, string] => [
      method.toUpperCase(),
      path.replaceAll(/\{[^}]+\}/g, path.includes('initials') ? 'AB-1.svg' : 'instagram:7') +
        (query[path] ?? ''),
    ]),
  );
  return [
    ...described,
    // The whole index.
    ['GET', '/export'],
    ...PAGES.map((path): [string, string] => ['GET', path]),
    ['GET', '/nowhere'],
    ['DELETE', '/search'],
    ['QUERY', '/search'],
    ['GET', '/%E0%A4%A'],
  ];
}

async function flooded(port: number, mode: string, method: string, target: string) {
  const attacker = fork(new URL('./attack.ts', import.meta.url), [String(port), mode, method, target]);
  await sleep(SETTLE_MS);
  const p95 = await measure();
  attacker.send('stop');
  const [answers] = (await once(attacker, 'message')) as [number];
  await once(attacker, 'exit');
  await sleep(SETTLE_MS);
  return { p95, answers };
}

/** The p95 of searches, one after another with pauses, milliseconds. */
async function measure(): Promise<number> {
  const until = performance.now() + SECONDS * 1_000;
  const took: number[] = [];
  while (performance.now() < until) {
    const startedMs = performance.now();
    await search(took.length);
    took.push(performance.now() - startedMs);
    await sleep(PAUSE_MS);
  }
  return quantile(took, 0.95);
}

async function search(turn: number): Promise<void> {
  const request = get({
    port: api.port,
    host: '127.0.0.1',
    agent,
    path: `/search?q=tech&followers=${turn}..`,
  });
  const [response] = await once(request, 'response');
  if (response.statusCode !== 200) throw new Error(`/search answered ${response.statusCode}`);
  response.resume();
  await once(response, 'end');
}

/** The share of time since the last call in which the API's main thread was busy. */
async function busy(): Promise<number> {
  api.process.send('busy');
  const [share] = (await once(api.process, 'message')) as [number];
  return share;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(0).padStart(4)} %`;
}

function ms(value: number): string {
  return `${value.toFixed(1).padStart(7)} ms`;
}

function times(value: number): string {
  return `${value.toFixed(2).padStart(5)}x`;
}
