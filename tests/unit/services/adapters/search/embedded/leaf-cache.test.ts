import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Leaf } from '#adapters/search/embedded/reader/segments/leaf.ts';
import { createLeafCache } from '#adapters/search/embedded/reader/segments/leaf-cache.ts';

const MOST = 4;
const segment = (version: string) => ({ id: 1, first: 1, last: 100, version });
const leaf = (): Leaf => ({
  bytes: new Uint8Array(8),
  carried: 0,
  end: 4,
  tokens: new Uint16Array(1),
  lookups: 0,
  marks: [],
});

describe('the cache of pages', () => {
  it('keeps the pages that were used last, and at most twice as many', () => {
    const cache = createLeafCache(MOST);
    const own = segment('a');
    const pages = Array.from({ length: 5 * MOST }, (_, page) => page);
    for (const page of pages) {
      cache.add(own, page, leaf());
      assert.ok(cache.find(own, 0) !== undefined, 'a page that is used all the time');
      const kept = pages.slice(0, page + 1).slice(-MOST + 1);
      if (page % MOST === 0)
        for (const last of kept) assert.ok(cache.find(own, last) !== undefined, `${last}`);
    }
    const held = createLeafCache(MOST);
    for (const page of pages) held.add(own, page, leaf());
    const found = pages.filter((page) => held.find(own, page) !== undefined);
    assert.ok(found.length >= MOST && found.length <= 2 * MOST, found.join());
  });

  it('tells segments apart and forgets those that are gone', () => {
    const cache = createLeafCache(MOST);
    const [first, second] = [leaf(), leaf()];
    cache.add(segment('a'), 1, first);
    cache.add(segment('b'), 1, second);
    assert.equal(cache.find(segment('a'), 1), first);
    assert.equal(cache.find(segment('b'), 1), second);
    cache.keep(new Set(['b']));
    assert.equal(cache.find(segment('a'), 1), undefined);
    assert.equal(cache.find(segment('b'), 1), second);
  });
});
