import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { ownership } from '#cli/aws/sweep/ownership.ts';
import { newResource } from '#cli/aws/sweep/resource.ts';
import { generateAccount } from '#tests/support/aws/generated-account.ts';
import { drawRandom } from '#tests/support/draw-random.ts';

const ACCOUNTS = 80;
const cluster = { name: 'influscope', region: 'us-east-1' };
const volume = newResource({ kind: 'volume', id: 'vol-1', region: 'us-east-1' });

describe('what a cluster owns', () => {
  test(`is in ${ACCOUNTS} generated accounts exactly what was made for it, whatever the others are called`, () => {
    let owned = 0;
    let looked = 0;
    fc.assert(
      fc.property(drawRandom(fc).map(generateAccount), ({ clusters, resources }) => {
        for (const asked of clusters) {
          for (const { resource, owner } of resources) {
            const expected = owner?.name === asked.name && owner.region === asked.region;
            const why = ownership(asked, resource);
            const shown = JSON.stringify({ resource, owner });
            assert.equal(why !== null, expected, `${asked.name} in ${asked.region}, ${why}: ${shown}`);
            looked++;
            if (expected) owned++;
          }
        }
      }),
      { numRuns: ACCOUNTS, seed: 1 },
    );
    assert.ok(owned > 3_000 && looked > 10 * owned, `${owned} of ${looked}`);
  });

  test('says which tag or name proves it', () => {
    const tags = { 'kubernetes.io/cluster/influscope': 'owned' };
    assert.equal(ownership(cluster, { ...volume, tags }), 'tag kubernetes.io/cluster/influscope=owned');
    const name = '/aws/eks/influscope/cluster';
    assert.equal(ownership(cluster, { ...volume, kind: 'log-group', name }), `name ${name}`);
  });

  test('is neither what another cluster shares nor what is in another place', () => {
    const owned = { 'kubernetes.io/cluster/influscope': 'owned' };
    const shared = { ...owned, 'kubernetes.io/cluster/influscope-2': 'shared' };
    assert.equal(ownership(cluster, { ...volume, tags: shared }), null);
    assert.equal(ownership(cluster, { ...volume, tags: owned, region: 'eu-west-1' }), null);
    assert.equal(ownership(cluster, { ...volume, tags: owned, region: null }), null);
  });

  test('a stack needs the name that eksctl gives beside its tag', () => {
    const stack = {
      ...volume,
      kind: 'stack',
      tags: { 'alpha.eksctl.io/cluster-name': 'influscope' },
    } as const;
    assert.equal(ownership(cluster, { ...stack, name: 'network' }), null);
    assert.notEqual(ownership(cluster, { ...stack, name: 'eksctl-influscope-cluster' }), null);
  });
});
