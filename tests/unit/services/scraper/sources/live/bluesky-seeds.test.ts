import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readSeed } from '#scraper/sources/live/bluesky/seed-reference.ts';

for (const [seed, expected] of [
  ['chef.test', { kind: 'account', actor: 'chef.test' }],
  ['@chef.test', { kind: 'account', actor: 'chef.test' }],
  ['did:plc:abc', { kind: 'account', actor: 'did:plc:abc' }],
  ['https://bsky.app/profile/chef.test', { kind: 'account', actor: 'chef.test' }],
  ['https://bsky.app/profile/chef.test/lists/3k', { kind: 'list', owner: 'chef.test', key: '3k' }],
  ['https://bsky.app/starter-pack/chef.test/3k', { kind: 'pack', owner: 'chef.test', key: '3k' }],
  ['at://did:plc:abc/app.bsky.graph.list/3k', { kind: 'list', owner: 'did:plc:abc', key: '3k' }],
  ['at://did:plc:abc/app.bsky.graph.starterpack/3k', { kind: 'pack', owner: 'did:plc:abc', key: '3k' }],
] as const) {
  test(`the seed ${seed} is a${expected.kind === 'account' ? 'n' : ''} ${expected.kind}`, () => {
    assert.deepEqual(readSeed(seed), expected);
  });
}
