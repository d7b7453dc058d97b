/**
 * Faults while demo profiles are imported, each on new stores. Afterwards every acknowledged profile is in records and
 * index exactly once, with its picture, and equal to what an undisturbed import leaves.
 *
 * FAULT_PROFILES (2,000), FAULT_SEED (1), FAULT_AWAY_MS (10,000); FAULTS: names between commas, or all. The real servers are
 * those of QUEUE_URL, SEARCH_URL, OBJECTS_URL; SERVER_CONTROL kills and starts them, TOXIPROXY_URL cuts the links to them.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { pino } from 'pino';
import { configureParts } from '#adapters/open-parts.ts';
import type { Queue } from '#ports/queue.ts';
import { createEnvironment } from '#runtime/config/environment.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { hasServers } from '../support/servers/backing-environments.ts';
import type { Backing } from './backing.ts';
import { openEmbeddedBacking, openRealBacking } from './backing.ts';
import { countDocuments, readDocuments, readProfiles } from './documents.ts';
import type { Fleet } from './fleet.ts';
import { startFleet } from './fleet.ts';
import { importDemo } from './importing.ts';
import type { FaultRow } from './report.ts';
import { printTable } from './report.ts';
import type { Scenario } from './scenarios.ts';
import { SCENARIOS } from './scenarios.ts';
import { openServerControl } from './server-control.ts';

const PROFILES = Number(process.env.FAULT_PROFILES ?? 2_000);
const SEED = Number(process.env.FAULT_SEED ?? 1);
const AWAY_MS = Number(process.env.FAULT_AWAY_MS ?? 10_000);
const CHOSEN = process.env.FAULTS?.split(',').map((name) => name.trim());
const COUNTS = { analytics: 2, indexer: 2, scraper: 2, api: 2 };
const RUN_DEADLINE_MS = 15 * 60_000;
const servers = openServerControl(process.env.SERVER_CONTROL);
const required = process.env.REQUIRE_SERVERS === '1';

for (const on of ['embedded', 'real'] as const) {
  const scenarios = SCENARIOS.filter((one) => one.on.includes(on) && isChosen(one.name));
  const missing = on === 'real' ? missingForReal() : null;
  const skip = scenarios.length === 0 || (missing !== null && !required) ? (missing ?? 'none chosen') : false;
  describe(`faults on ${on} backing parts`, { skip, timeout: RUN_DEADLINE_MS * scenarios.length }, () => {
    const rows: FaultRow[] = [];
    let calm: Map<string, string>;

    before(async () => {
      assert.equal(missing, null);
      calm = await undisturbed(on);
    });
    after(() => printTable(on, PROFILES, rows));

    for (const scenario of scenarios) {
      const lacks = scenario.needs.find((need) =>
        need === 'servers' ? !servers : !process.env.TOXIPROXY_URL,
      );
      test(scenario.name, { skip: lacks && !required ? `needs ${lacks}` : false }, async (t) => {
        const row = await run(scenario, on, calm);
        rows.push(row);
        t.diagnostic(`recovered after ${Math.round(row.recoveredMs)} ms`);
      });
    }
  });
}

function isChosen(name: string): boolean {
  return CHOSEN === undefined || CHOSEN.includes('all') || CHOSEN.includes(name);
}

/** What the real servers lack, to be skipped; where they are required it throws. */
function missingForReal(): string | null {
  return hasServers() ? null : 'no servers are named';
}

const openBacking = (on: 'embedded' | 'real'): Promise<Backing> =>
  on === 'embedded' ? openEmbeddedBacking() : openRealBacking(process.env.TOXIPROXY_URL);

async function undisturbed(on: 'embedded' | 'real'): Promise<Map<string, string>> {
  const backing = await openBacking(on);
  const fleet = await startFleet({ env: backing.env, counts: COUNTS });
  try {
    const signal = AbortSignal.timeout(RUN_DEADLINE_MS);
    await importDemo(fleet, PROFILES, SEED, signal).done;
    await waitUntilIdle(fleet, signal);
    const documents = await readDocuments(fleet.of('api')[0]?.api ?? '');
    assert.equal(documents.size, PROFILES);
    await fleet.stop();
    return documents;
  } finally {
    fleet.kill();
    await backing.remove();
  }
}

async function run(
  scenario: Scenario,
  on: 'embedded' | 'real',
  calm: Map<string, string>,
): Promise<FaultRow> {
  const startedAt = performance.now();
  const backing = await openBacking(on);
  const fleet = await startFleet({ env: backing.env, counts: COUNTS });
  const signal = AbortSignal.timeout(RUN_DEADLINE_MS);
  try {
    const importing = importDemo(fleet, PROFILES, SEED, signal);
    let finished = false;
    void importing.done.finally(() => {
      finished = true;
    });
    await scenario.disturb({
      fleet,
      servers: servers as NonNullable<typeof servers>,
      links: backing.links as NonNullable<typeof backing.links>,
      indices: backing.indices,
      random: seededRandom(SEED + SCENARIOS.indexOf(scenario)),
      awayMs: AWAY_MS,
      async until(share) {
        while (!finished && importing.accepted() < share * PROFILES) await delay(5, undefined, { signal });
      },
      async publish(bodies) {
        const messages = bodies.map((body, at) => ({ id: `poison-${at}`, body }));
        await withQueue(backing, (queue) => queue.publish('profile-events', messages, signal));
      },
      wait: (ms) => delay(ms, undefined, { signal }),
    });
    const recovered = await recovery(fleet, signal);
    const acceptedAtFault = importing.accepted();
    await importing.done;
    await Promise.all(fleet.members.map((member) => member.ready()));
    await waitUntilIdle(fleet, signal);

    const api = fleet.of('api').map((one) => one.api ?? '');
    assert.ok((await countDocuments(api[0] ?? '')) >= acceptedAtFault);
    for (const one of api) assert.deepEqual(await readDocuments(one), calm, 'as after an undisturbed import');
    await assertPictures(api[0] ?? '');
    await rebuild(fleet, signal);
    assert.deepEqual(await readDocuments(api[0] ?? ''), calm, 'as rebuilt from the records');
    const dead = await withQueue(backing, (queue) => queue.deadLetters('profile-events', { limit: 100 }));
    assertReasons(
      dead.map(({ reason }) => reason),
      scenario.deadLetters ?? [],
    );
    const restarts = fleet.members.reduce((sum, one) => sum + one.restarts, 0);
    await fleet.stop();
    return {
      scenario: scenario.name,
      recoveredMs: recovered,
      totalMs: performance.now() - startedAt,
      brokenImports: importing.broken(),
      restarts,
      dead: dead.length,
      documents: calm.size,
    };
  } finally {
    fleet.kill();
    await backing.remove();
  }
}

/** From the end of the fault until the next document is found, milliseconds; 0 when all were there already. */
async function recovery(fleet: Fleet, signal: AbortSignal): Promise<number> {
  const since = performance.now();
  const api = fleet.of('api')[0]?.api ?? '';
  let first: number | undefined;
  for (;;) {
    signal.throwIfAborted();
    const now = await countDocuments(api).catch(() => undefined);
    first ??= now;
    if (now === PROFILES || (first !== undefined && now !== undefined && now > first))
      return performance.now() - since;
    await delay(20);
  }
}

async function waitUntilIdle(fleet: Fleet, signal: AbortSignal): Promise<void> {
  for (;;) {
    signal.throwIfAborted();
    const [indexer] = fleet.of('indexer');
    const answer = await call(fleet, `${indexer?.admin()}/queues/profile-events/idle?timeout_ms=60000`).catch(
      () => null,
    );
    if (answer?.status === 204) return;
    await delay(200);
  }
}

async function rebuild(fleet: Fleet, signal: AbortSignal): Promise<void> {
  const [indexer] = fleet.of('indexer');
  const answer = await call(fleet, `${indexer?.admin()}/reindex`, { method: 'POST', signal });
  const text = await answer.text();
  assert.ok(answer.ok && !text.includes('"failed"'), text.slice(-500));
}

/** Opens the run's queue in this process. */
async function withQueue<T>(backing: Backing, use: (queue: Queue) => Promise<T>): Promise<T> {
  const environment = createEnvironment(backing.env);
  const configured = await configureParts(new Set(['queue']), environment);
  environment.assertValid();
  const crashed = Promise.withResolvers<never>();
  const { queue, closers } = await configured.open({
    services: ['scraper'],
    logger: pino({ level: 'silent' }),
    onCrash: crashed.reject,
  });
  try {
    if (!queue) throw new Error('the environment names no queue');
    return await Promise.race([use(queue), crashed.promise]);
  } finally {
    for (const close of closers) await close();
  }
}

function assertReasons(reasons: readonly string[], expected: readonly RegExp[]): void {
  assert.equal(reasons.length, expected.length, `dead letters: ${reasons.join('; ') || 'none'}`);
  for (const pattern of expected)
    assert.ok(
      reasons.some((reason) => pattern.test(reason)),
      `${pattern}: ${reasons.join('; ')}`,
    );
}

/** Every tenth demo profile has a picture: it is there, and is one. */
async function assertPictures(api: string): Promise<void> {
  let stored = 0;
  for await (const profile of readProfiles(api)) {
    if (profile.avatar_url.startsWith('/avatars/initials/')) continue;
    stored++;
    const answer = await fetch(api + profile.avatar_url);
    assert.equal(answer.status, 200, `${profile.avatar_url} of ${profile.id}`);
    assert.match(answer.headers.get('content-type') ?? '', /^image\/(png|webp)$/);
    await answer.arrayBuffer();
  }
  assert.equal(stored, Math.ceil(PROFILES / 10));
}

function call(fleet: Fleet, url: string, init: RequestInit = {}): Promise<Response> {
  return fetch(url, { ...init, headers: { authorization: `Bearer ${fleet.token}` } });
}
