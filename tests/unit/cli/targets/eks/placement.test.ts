import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chooseZones } from '#cli/targets/eks/cluster/placement.ts';

const ZONES = ['a', 'b', 'c', 'e'].map((letter, at) => ({
  name: `us-east-1${letter}`,
  id: letter === 'e' ? 'use1-az3' : `use1-az${[6, 1, 2][at]}`,
}));
const everywhere = new Set(ZONES.map(({ name }) => name));
const facts = (where: Iterable<string> = everywhere) => ({
  region: 'us-east-1',
  zones: ZONES,
  offered: new Map([['t3.small', new Set(where)]]),
});
const wishes = { configured: ['us-east-1a', 'us-east-1b'], given: null, data: null };

test('keeps the configured zones where they have what is wanted', () => {
  assert.deepEqual(chooseZones(facts(), wishes), ['us-east-1a', 'us-east-1b']);
});

test('takes a region’s own zones where the configured ones do not exist', () => {
  const frankfurt = {
    region: 'eu-central-1',
    zones: ['a', 'b'].map((letter) => ({ name: `eu-central-1${letter}`, id: `euc1-${letter}` })),
    offered: new Map([['t3.small', new Set(['eu-central-1b'])]]),
  };
  assert.deepEqual(chooseZones(frankfurt, wishes), ['eu-central-1b', 'eu-central-1a']);
});

test('puts the nodes where the instance type is, and nothing where EKS is not', () => {
  assert.deepEqual(chooseZones(facts(['us-east-1c', 'us-east-1e']), wishes), ['us-east-1c', 'us-east-1a']);
  assert.throws(() => chooseZones(facts(['us-east-1e']), wishes), { code: 'instance_type_not_offered' });
});

test('stays in the zones of the cluster that is there', () => {
  const given = ['us-east-1b', 'us-east-1c'];
  assert.deepEqual(chooseZones(facts(), { ...wishes, given }), given);
});

test('goes to the volumes that were kept, or says why it cannot', () => {
  assert.deepEqual(chooseZones(facts(), { ...wishes, data: 'us-east-1c' }), ['us-east-1c', 'us-east-1a']);
  assert.throws(() => chooseZones(facts(['us-east-1a']), { ...wishes, data: 'us-east-1c' }), {
    code: 'zone_of_data',
  });
});
