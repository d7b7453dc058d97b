import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Problem } from '#contract/problem.ts';
import type { SearchResponse } from '#contract/query/search.ts';
import { listFiles } from '#tests/support/platform/processes.ts';
import { seededRandom } from '#tests/support/seeded-random.ts';
import type { AttackedInstance } from './matrix/attacked-instance.ts';
import { acceptedRows, createAttackedInstance, errorOf } from './matrix/attacked-instance.ts';
import type { Damage } from './matrix/damage.ts';
import { DAMAGES, damageFile } from './matrix/damage.ts';
import { choose } from './matrix/extent.ts';

const ROWS = 60;
const STORES = ['queue', 'records', 'search', 'objects'] as const;
const STATES = ['stopped', 'running'] as const;
const random = seededRandom(53);
const CASES = STORES.flatMap((store) =>
  DAMAGES.flatMap((damage) => STATES.map((state) => ({ store, damage, state }))),
);

/** What came of a damage. `named`: an error with the store, and a command. `repaired`: by the command that it named. */
type Outcome = 'harmless' | 'named' | 'repaired';

describe('a store that is damaged', { timeout: 1_800_000 }, () => {
  const backup = mkdtempSync(join(tmpdir(), 'influscope-backup-'));
  let instance: AttackedInstance;
  let data = '';
  let ids: string[] = [];

  before(async () => {
    instance = await createAttackedInstance();
    data = join(instance.workplace.home, 'platforms/influscope/data');
    const up = await instance.workplace.run(['up', '--no-discover']);
    assert.equal(up.code, 0, up.stderr);
    const loaded = await instance.workplace.run(['import', `demo:${ROWS}`]);
    assert.equal(loaded.code, 0, loaded.stderr);
    await instance.recover();
    ids = await listIds();
    assert.equal((await instance.workplace.run(['down'])).code, 0);
    cpSync(data, backup, { recursive: true });
  });
  after(async () => {
    await instance.dispose();
    rmSync(backup, { recursive: true });
  });

  /** None where the API says that the index is damaged, and how to repair it. */
  async function listIds(): Promise<string[]> {
    const { port } = instance.document();
    const answer = await fetch(`http://127.0.0.1:${port}/search?source=demo&limit=100`);
    const problem = answer.status === 200 ? null : ((await answer.clone().json()) as Problem);
    if (problem?.code === 'store_corrupt' && problem.remedy?.command?.[0] === 'reindex') return [];
    assert.equal(problem, null);
    return ((await answer.json()) as SearchResponse).data.map(({ id }) => id).sort();
  }
  /** The file of a store that holds its data. */
  const fileOf = (store: (typeof STORES)[number]): string => {
    if (store === 'queue' || store === 'records') return join(data, `${store}.db`);
    const folder = join(data, store);
    if (store === 'search') {
      const index = readdirSync(folder).find((name) => /^index-\d+\.db$/.test(name));
      return join(folder, index ?? assert.fail());
    }
    const pictures = listFiles(folder).filter((path) => path.includes('avatars'));
    return pictures[Math.floor(pictures.length * random())] ?? assert.fail();
  };
  /** Runs a command; its error, if any, must name the damaged store and a way out. */
  const run = async (args: string[], store: string): Promise<'done' | 'named'> => {
    const command = instance.start(args);
    const code = await command.ended;
    const error = errorOf(command.events);
    if (code === 0) return 'done';
    assert.ok(error, `${args.join(' ')} ended with ${code}: ${JSON.stringify(command.events)}`);
    assert.notEqual(error.code, 'bug', error.message);
    assert.ok(error.hint, error.message);
    assert.match(`${error.message} ${error.hint}`, new RegExp(store), JSON.stringify(error));
    return 'named';
  };
  const isWhole = async (): Promise<boolean> => {
    const found = await listIds();
    return ids.every((id) => found.includes(id));
  };
  /** Whether any command says that something is wrong with the store. */
  const isNamed = async (store: string): Promise<boolean> => {
    for (const command of ['status', 'doctor']) {
      const { stdout } = await instance.workplace.run([command]);
      if (/✖|unhealthy|damaged|missing|not the one/.test(stdout) && stdout.includes(store)) return true;
    }
    return false;
  };

  async function attack(store: (typeof STORES)[number], damage: Damage, state: string): Promise<Outcome> {
    await instance.workplace.run(['down']);
    rmSync(data, { recursive: true, force: true });
    cpSync(backup, data, { recursive: true });
    let accepted = 0;
    if (state === 'stopped') damageFile(fileOf(store), damage, random);
    else {
      assert.equal(await run(['up', '--no-discover'], store), 'done');
      damageFile(fileOf(store), damage, random);
      const importing = instance.start(['import', 'demo:20', '--seed', '77', '--timeout', '20']);
      await importing.ended;
      accepted = acceptedRows(importing.events);
      await instance.workplace.run(['down']);
    }
    const started = await run(['up', '--no-discover'], store);
    const running = started === 'done' && (await instance.recover().catch(() => null)) !== null;
    const whole = running && (await isWhole());
    const reindexed = running ? await run(['reindex'], store) : 'named';
    if (whole && reindexed === 'done' && (await isWhole())) {
      const { length } = await listIds();
      assert.ok(length >= ids.length + accepted, `${length} of ${ids.length + accepted}`);
      return 'harmless';
    }
    if (reindexed === 'done') {
      assert.ok(await isWhole(), 'a rebuild without an error has every profile');
      return 'repaired';
    }
    assert.ok(started === 'named' || reindexed === 'named' || (await isNamed(store)));
    // The index is made of the records: whatever is wrong with it, one command repairs it.
    if (store !== 'search') return 'named';
    assert.equal(await run(['reindex'], store), 'done');
    assert.ok(await isWhole());
    return 'repaired';
  }

  for (const { store, damage, state } of choose(CASES, 1, random)) {
    test(`${store}, ${damage} while ${state}: no loss goes unreported`, async (context) => {
      const outcome = await attack(store, damage, state);
      context.diagnostic(outcome);
    });
  }
});
