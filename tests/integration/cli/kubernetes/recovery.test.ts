import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Stage } from '#cli/kubernetes/manifests.ts';
import type { EventOf } from '#cli/output/events/events.ts';
import type { Place } from './cluster.ts';
import { createPlace, oneDeployment, skipReason } from './cluster.ts';

/** `ROLLBACKS=20` is the long run. */
const ROLLBACKS = Number(process.env.ROLLBACKS ?? 2);
const DEPLOY = ['deploy', '--until', 'workloads', '-o', 'json', '--timeout', '60s'];
const DEADLINE_S = 4;

/** A Deployment that the controller gives up on after a few seconds without progress. */
function impatient(stages: Stage[], behaviour: string, image: string): Stage[] {
  return oneDeployment(stages, behaviour, { image }).map((stage) => ({
    ...stage,
    objects: stage.objects.map((object) => {
      if (object.kind !== 'Deployment') return object;
      const { spec } = object as unknown as { spec: object };
      return { ...object, spec: { ...spec, progressDeadlineSeconds: DEADLINE_S } };
    }),
  }));
}

describe('a good deployment after one that made no progress', {
  skip: skipReason(),
  concurrency: false,
}, () => {
  let place: Place;
  before(async () => {
    place = await createPlace();
    place.edit((stages) => impatient(stages, 'run', 'registry.example/good:0'));
    const up = await place.cli(['up', ...DEPLOY.slice(1)]);
    assert.equal(up.code, 0, up.stdout);
  });
  after(() => place?.dispose());

  for (let round = 1; round <= ROLLBACKS; round++) {
    // Every other time back to the version before, whose replica set still exists.
    const good = `registry.example/good:${round % 2 === 0 ? 0 : round}`;
    test(`is not blamed for it (${round})`, async () => {
      place.edit((stages) => impatient(stages, 'never-ready:not yet', `registry.example/bad:${round}`));
      const bad = await place.cli(DEPLOY);
      assert.equal((bad.events.at(-1) as EventOf<'error'>).code, 'rollout_failed', bad.stdout);
      place.edit((stages) => impatient(stages, 'run', good));
      const deployed = await place.cli(DEPLOY);
      assert.equal(deployed.code, 0, deployed.stdout);
    });
  }
});
