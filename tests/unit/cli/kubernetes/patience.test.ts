import assert from 'node:assert/strict';
import { test } from 'node:test';
import { diagnose, flatten } from '#cli/kubernetes/diagnosis/diagnose.ts';
import { isForeign } from '#cli/targets/kubernetes/diagnosis/explain.ts';
import { concerns } from '#cli/targets/kubernetes/diagnosis/judge-wait.ts';
import { DELAYS } from '#tests/support/kubernetes/faults/patience.ts';
import { APPLICATIONS, createScene, SERVERS } from '#tests/support/kubernetes/faults/scene.ts';
import { seededRandom } from '#tests/support/seeded-random.ts';

const RUNS = Number(process.env.PATIENCE_RUNS ?? 200);
const AWAITED = new Set([
  ...APPLICATIONS.map((name) => `Deployment/${name}`),
  ...SERVERS.map((name) => `StatefulSet/${name}`),
]);

test(`no fault that heals without help ends a wait, in ${RUNS} runs`, () => {
  const random = seededRandom(7);
  for (let run = 0; run < RUNS; run++) {
    const scene = createScene(random);
    const delay = DELAYS[run % DELAYS.length];
    assert.ok(delay);
    delay.apply(scene);
    const snapshot = scene.snapshot();
    const ended = flatten(diagnose(snapshot).filter((one) => concerns(one, AWAITED)))
      .filter(({ terminal }) => terminal)
      .map(({ code, object }) => `${code} ${object.kind}/${object.name}`);
    assert.deepEqual(ended, [], `${delay.name}, run ${run}`);
  }
});

test('an object that InfluScope did not create is not explained', () => {
  const scene = createScene(seededRandom(1));
  DELAYS.at(-1)?.apply(scene);
  const snapshot = scene.snapshot();
  assert.deepEqual(
    diagnose(snapshot).filter((one) => !isForeign(snapshot, one)),
    [],
  );
});
