import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, afterEach, before, describe, test } from 'node:test';
import type { Event, EventOf } from '#cli/output/events/events.ts';
import type { CuttableCluster } from '#tests/support/kubernetes/cuttable-cluster.ts';
import { startCuttableCluster } from '#tests/support/kubernetes/cuttable-cluster.ts';
import { seededRandom } from '#tests/support/seeded-random.ts';
import type { CliRun, Place } from './cluster.ts';
import { createPlace, skipReason } from './cluster.ts';
import { withClaim } from './layouts/with-claim.ts';

/** `CUT_S=38` and `CUT_MOMENTS=20` are the long run. */
const CUT_S = Number(process.env.CUT_S ?? 5);
const MOMENTS = Number(process.env.CUT_MOMENTS ?? 2);
const SEED = Number(process.env.SEED ?? 1);
const UP = ['up', '--until', 'workloads', '-o', 'json', '--timeout', '240s'];
const DOWN = ['down', '--keep-data', '--yes', '-o', 'json', '--timeout', '240s'];
/** A command that ends while it is cut off leaves its lock, and the process of these commands lives on. */
const UNLOCK = '--force-unlock';
/** After the event of a cut; what a command does between two events is met too. */
const LATER_MS = 400;
/** Half of the seeded cuts end within this time; the others stay for the rest of the command. */
const SHORT_CUT_MS = 6_000;
const SHORT_TIMEOUT = '20s';

describe('an API server that cannot be reached for a while', {
  skip: skipReason(),
  concurrency: false,
}, () => {
  let place: Place;
  let link: CuttableCluster;
  const own = process.env.KUBECONFIG ?? '';
  const throughLink = (args: string[], onEvent: (event: Event, count: number) => void = () => {}) =>
    place.cli(args, { onEvent });
  before(async () => {
    place = await createPlace();
    link = await startCuttableCluster();
    place.edit((stages) => withClaim(stages, ''));
    writeFileSync(join(place.root, 'kubeconfig.json'), link.kubeconfig);
    process.env.KUBECONFIG = join(place.root, 'kubeconfig.json');
  });
  afterEach(() => link.restore());
  after(async () => {
    link.restore();
    await place?.dispose();
    process.env.KUBECONFIG = own;
    await link?.close();
  });

  const MOMENTS_OF_UP: Readonly<Record<string, (event: Event) => boolean>> = {
    'before the first change': ({ type, ...event }) =>
      type === 'step' && 'step' in event && event.step === 'capacity',
    'while objects are applied': (event) => event.type === 'step' && event.step.startsWith('01'),
    'while pods start': (event) => event.type === 'object' && event.kind === 'Deployment',
  };
  for (const [moment, reached] of Object.entries(MOMENTS_OF_UP))
    test(`${moment} fails nothing`, async () => {
      let cuts = 0;
      const run = await throughLink(UP, (event) => {
        if (cuts > 0 || !reached(event)) return;
        cuts++;
        link.sever();
        setTimeout(() => link.restore(), CUT_S * 1_000);
      });
      assert.equal(run.code, 0, run.stdout);
      assert.equal(cuts, 1);
      assert.equal((await throughLink(['down', '--delete-data', '--yes', '-o', 'json'])).code, 0);
    });

  test('when a later command starts, fails nothing', async () => {
    assert.equal((await throughLink(UP)).code, 0);
    link.sever();
    const codes: string[] = [];
    const run = await throughLink(UP, (event) => {
      if (event.type !== 'note') return;
      codes.push(event.code);
      if (event.code === 'api_unreachable') setTimeout(() => link.restore(), CUT_S * 1_000);
    });
    assert.equal(run.code, 0, run.stdout);
    assert.ok(codes.includes('api_unreachable'), run.stdout);
    assert.equal((await throughLink(['down', '--delete-data', '--yes', '-o', 'json'])).code, 0);
  });

  test('is named when the time is up', async () => {
    const run = await throughLink([...UP.slice(0, -1), SHORT_TIMEOUT], (event) => {
      if (event.type === 'object' && event.kind === 'Deployment') link.sever();
    });
    assert.equal((run.events.at(-1) as EventOf<'error'>).code, 'cluster_unreachable', run.stdout);
    link.restore();
    const next = await throughLink([...UP, UNLOCK]);
    assert.equal(next.code, 0, next.stdout);
  });

  test('leaves the data and what opens it, whenever it happens to up or down', async (t) => {
    const random = seededRandom(SEED);
    const whole = { up: 0, down: 0 };
    const finish = async (args: string[]): Promise<CliRun> => {
      const run = await throughLink([...args, UNLOCK]);
      assert.equal(run.code, 0, run.stdout);
      return run;
    };
    whole.down = (await finish(DOWN)).events.length;
    whole.up = (await finish(UP)).events.length;
    const data = await readData(place);
    const cut = async (what: keyof typeof whole, args: string[]): Promise<string> => {
      const at = 1 + Math.floor(random() * whole[what]);
      const laterMs = random() * LATER_MS;
      const forMs = random() < 0.5 ? random() * SHORT_CUT_MS : null;
      const timers: NodeJS.Timeout[] = [];
      const run = await throughLink(
        forMs === null ? [...args.slice(0, -1), SHORT_TIMEOUT] : args,
        (_event, count) => {
          if (count !== at) return;
          timers.push(setTimeout(() => link.sever(), laterMs));
          if (forMs !== null) timers.push(setTimeout(() => link.restore(), laterMs + forMs));
        },
      );
      for (const timer of timers) clearTimeout(timer);
      link.restore();
      const error = run.events.findLast((event): event is EventOf<'error'> => event.type === 'error');
      assert.notEqual(error?.code, 'bug', run.stdout);
      return `${what} cut at event ${at} of ${whole[what]} ${forMs === null ? 'for good' : `for ${Math.round(forMs)} ms`}: ${error?.code ?? 'done'}`;
    };
    for (let moment = 1; moment <= MOMENTS; moment++) {
      const told = [await cut('down', DOWN)];
      assert.deepEqual(await readData(place), data, told.join('; '));
      await finish(DOWN);
      assert.deepEqual(await readData(place), data, told.join('; '));
      told.push(await cut('up', UP));
      await finish(UP);
      assert.deepEqual(await readData(place), data, told.join('; '));
      t.diagnostic(`${moment}: ${told.join('; ')}`);
    }
  });
});

/** The claim with its volume, and the credentials that its data was created with. */
async function readData({ kubectl, name }: Place): Promise<string[]> {
  const claim = '{.metadata.uid} {.spec.volumeName} {.status.phase} {.metadata.deletionTimestamp}';
  return [
    await kubectl('get', 'pvc', 'data-store-0', '-n', name, '-o', `jsonpath=${claim}`),
    await kubectl('get', 'secret', 'influscope-credentials', '-n', name, '-o', 'jsonpath={.data}'),
  ];
}
