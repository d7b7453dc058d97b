/**
 * `explain`, asked again and again while a container crashes, on a cluster: `npm run test:diagnosis`. At every moment after
 * the first crash it names the cause, also while the container runs again and is not ready.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { AbortError } from '#cli/errors.ts';
import type { EventOf } from '#cli/output/events/events.ts';
import { eventually } from '#tests/support/eventually.ts';
import type { Place } from '../integration/cli/kubernetes/cluster.ts';
import { createPlace, oneDeployment, skipReason } from '../integration/cli/kubernetes/cluster.ts';

const UP = ['up', '--no-rollback', '--until', 'workloads', '-o', 'json', '--timeout'];
const ASKED_FOR_MS = 45_000;
/** Never ready, and asked too late to tell while it runs. */
const readinessProbe = { exec: { command: ['false'] }, initialDelaySeconds: 30, periodSeconds: 30 };
const template = (program: string) => ({
  image: 'busybox:1.36',
  command: ['sh', '-c', program],
  resources: { requests: { cpu: '10m', memory: '16Mi' }, limits: { memory: '32Mi' } },
  readinessProbe,
});

/** Fake nodes behave as the first text says; real nodes run the program. */
const CRASHES = [
  { code: 'crash_loop', behaviour: 'crash-loop', program: 'sleep 6; exit 3' },
  { code: 'crash_loop', behaviour: 'exit:0', program: 'sleep 6' },
  { code: 'out_of_memory', behaviour: 'oom', program: 'sleep 6; exec tail /dev/zero' },
];

describe('a container that crashes', { skip: skipReason(), concurrency: false }, () => {
  let place: Place;
  before(async () => {
    place = await createPlace();
  });
  after(async () => place?.dispose());

  for (const { code, behaviour, program } of CRASHES)
    test(`is ${code} at every moment after its first crash (${behaviour})`, async (context) => {
      place.edit((stages) => oneDeployment(stages, behaviour, template(program)));
      const crashed = new AbortController();
      const first = place.cli([...UP, '3m'], { signal: crashed.signal });
      await eventually(async () => assert.match(await lastRun(place), /exitCode/), { timeoutMs: 120_000 });
      crashed.abort(new AbortError('SIGINT'));
      await first;
      const up = await place.cli([...UP, '20s']);
      const error = up.events.at(-1) as EventOf<'error'>;
      assert.equal(error.findings?.[0]?.code, code, error.message);
      let running = 0;
      let asked = 0;
      for (const began = performance.now(); performance.now() - began < ASKED_FOR_MS; asked++) {
        const before = await state(place);
        const { events, stdout } = await place.cli(['explain', '-o', 'json']);
        const [named] = events.filter((event): event is EventOf<'finding'> => event.type === 'finding');
        assert.equal(named?.code, code, `${before}: ${stdout}`);
        if (/"running"/.test(before)) running++;
      }
      context.diagnostic(`${asked} answers, ${running} of them while the container ran`);
      await place.cli(['down', '--delete-data', '--yes', '-o', 'json']);
    });
});

const containers = ({ kubectl, name }: Place, field: string) =>
  kubectl('get', 'pod', '-n', name, '-o', `jsonpath={.items[*].status.containerStatuses[*].${field}}`);
const state = (place: Place) => containers(place, 'state');
const lastRun = (place: Place) => containers(place, 'lastState');
