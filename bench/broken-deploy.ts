/**
 * Deploys a broken image under load: `node bench/broken-deploy.ts [clients]` (default: 50), with the KUBECONFIG of a test cluster
 * whose nodes run containers and that has load balancers, and kubectl on PATH. Before each deploy, the same clients send the
 * same requests without a deploy for `BASELINE_MS` (60,000): what fails then, too, has another cause. Prints the requests that failed, their
 * times, and the seconds until the cause is named, until the services return to the old version, and until that is confirmed.
 */
import { loadavg } from 'node:os';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Event, EventOf } from '#cli/output/events/events.ts';
import type { Place } from '#tests/integration/cli/kubernetes/cluster.ts';
import { createPlace } from '#tests/integration/cli/kubernetes/cluster.ts';
import { quantile } from './quantile.ts';

const CLIENTS = Number(process.argv[2] ?? 50);
const PAUSE_MS = 1_000;
const REQUEST_TIMEOUT_MS = 10_000;
const WARM_UP_MS = 3_000;
const BASELINE_MS = Number(process.env.BASELINE_MS ?? 60_000);
const BROKEN = {
  'an image that does not exist': 'ghcr.io/anis-hammoudi/influscope:0.0.0-broken',
  'an image without the program': 'debian:bookworm-slim',
};

interface Load {
  requests: number;
  limited: number;
  failures: string[];
  /** Of all answers. */
  tookMs: number[];
}

const place = await createPlace();
try {
  const up = await place.cli(['up', '-o', 'json', '--timeout', '10m']);
  const ready = up.events.findLast((event): event is EventOf<'ready'> => event.type === 'ready');
  if (ready === undefined) throw new Error(`The instance does not start:\n${up.stdout}`);
  console.log(`${CLIENTS} clients, a request every ${PAUSE_MS} ms each, at ${ready.url}`);
  for (const [name, image] of Object.entries(BROKEN)) await deployBroken(place, ready.url, name, image);
} finally {
  await place.dispose();
}

async function deployBroken({ cli, configure }: Place, url: string, name: string, image: string) {
  const done = new AbortController();
  const load = { now: emptyLoad() };
  const clients = Array.from({ length: CLIENTS }, () => askUntil(url, load, done.signal));
  await pause(WARM_UP_MS);
  console.log(`\n${name}`);
  await measure(load, 'without a deploy', () => pause(BASELINE_MS));
  const images = await readImages();
  configure(`images: { influscope: ${image} }`);
  const began = performance.now();
  const at: Record<string, number> = {};
  const mark = (what: string) => {
    at[what] ??= (performance.now() - began) / 1_000;
  };
  const events = await measure(load, `during the deploy and ${WARM_UP_MS / 1_000} s after`, async () => {
    const run = await cli(['deploy', '-o', 'json', '--timeout', '5m'], {
      onEvent(event: Event) {
        if (event.type === 'step' && event.step === '02-apps') mark('applied');
        if (event.type === 'note' && event.code === 'rollback') mark('named');
        if (event.type === 'note' && event.code === 'rolled_back') mark('back');
      },
    });
    mark('ended');
    await pause(WARM_UP_MS);
    return run.events;
  });
  const error = events.at(-1) as EventOf<'error'>;
  const isBack = (await readImages()) === images;
  done.abort();
  await Promise.all(clients);
  configure('');
  const seconds = (what: string) => `${(at[what] ?? Number.NaN).toFixed(1)} s`;
  console.log(`  named: ${error.findings?.[0]?.code ?? error.code}`);
  console.log(`  from the start: applied ${seconds('applied')}, named ${seconds('named')}`);
  console.log(`  old version back and ready ${seconds('back')}, command ended ${seconds('ended')}`);
  console.log(`  images as before: ${isBack}`);
}

function emptyLoad(): Load {
  return { requests: 0, limited: 0, failures: [], tookMs: [] };
}

/** What the clients meet while this runs. */
async function measure<T>(load: { now: Load }, when: string, work: () => Promise<T>): Promise<T> {
  load.now = emptyLoad();
  const delay = monitorEventLoopDelay();
  delay.enable();
  try {
    return await work();
  } finally {
    delay.disable();
    const { requests, limited, failures, tookMs } = load.now;
    const ms = (part: number) => `${quantile(tookMs, part).toFixed(0)} ms`;
    console.log(`  ${when}: ${requests} requests, ${limited} limited by the API`);
    console.log(`    failed: ${failures.length} ${[...new Set(failures)].join(', ')}`);
    console.log(`    answers: median ${ms(0.5)}, 99 % ${ms(0.99)}, longest ${ms(1)}`);
    console.log(
      `    load average ${loadavg()[0]?.toFixed(1)}; longest pause of this process ${(delay.max / 1e6).toFixed(0)} ms`,
    );
  }
}

/** Sends requests repeatedly, on persistent connections, until the signal aborts. */
async function askUntil(url: string, load: { now: Load }, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    // An answer counts for the time in which it was asked for.
    const asked = load.now;
    const began = performance.now();
    try {
      const answer = await fetch(new URL('/search?q=tech', url), {
        signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
      });
      await answer.arrayBuffer();
      // All clients have one address here, and share its limit.
      if (answer.status === 429) asked.limited++;
      else if (!answer.ok) asked.failures.push(`status ${answer.status}`);
    } catch (error) {
      const { cause, message } = error as Error & { cause?: { code?: string } };
      asked.failures.push(cause?.code ?? message);
    }
    asked.requests++;
    asked.tookMs.push(performance.now() - began);
    await pause(PAUSE_MS * (0.5 + Math.random()));
  }
}

function readImages(): Promise<string> {
  const path = 'jsonpath={range .items[*]}{.metadata.name}={.spec.template.spec.containers[0].image} {end}';
  return place.kubectl('get', 'deployments', '-n', place.name, '-o', path);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
