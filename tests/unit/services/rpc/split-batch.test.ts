import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { loadAnalyticsProto } from '#rpc/analytics-proto.ts';
import { splitBatch } from '#rpc/split-batch.ts';
import { postColumns } from '#tests/support/post-columns.ts';

const request = (id: string, posts = 1, tag = 'go') => ({
  id,
  platform: 'instagram',
  followers: 1_000_000,
  likes_hidden: true,
  fetched_at_ms: 1.7e12,
  posts: postColumns(
    Array.from({ length: posts }, () => ({
      published_at_ms: 1.7e12,
      likes: 1e9,
      comments: 1e9,
      shares: 1e9,
      views: 1e9,
      hashtags: [tag],
    })),
  ),
});

const idsOf = (batches: { id?: string }[][]) => batches.map((batch) => batch.map(({ id }) => id));

describe('splitBatch', () => {
  it('keeps the order and the number of profiles', () => {
    const requests = ['a', 'b', 'c', 'd', 'e'].map((id) => request(id));
    const batches = splitBatch(requests, { maxBytes: 1_000_000, maxProfiles: 2 });
    assert.deepEqual(idsOf(batches), [['a', 'b'], ['c', 'd'], ['e']]);
  });

  it('begins a new call before the message would be too large', () => {
    const requests = ['a', 'b', 'c'].map((id) => request(id, 10));
    assert.deepEqual(idsOf(splitBatch(requests, { maxBytes: 1_200, maxProfiles: 100 })), [
      ['a'],
      ['b'],
      ['c'],
    ]);
  });

  it('sends a profile that is too large by itself', () => {
    const requests = [request('a'), request('b', 100), request('c')];
    assert.deepEqual(idsOf(splitBatch(requests, { maxBytes: 500, maxProfiles: 100 })), [['a'], ['b'], ['c']]);
  });

  it('makes no call for no profiles', () => {
    assert.deepEqual(splitBatch([], { maxBytes: 1, maxProfiles: 1 }), []);
  });

  it('never holds a message for smaller than it is on the wire', () => {
    const { requestSerialize } = loadAnalyticsProto().Analytics.service.AnalyzeBatch;
    for (const tag of ['go', 'ë', '日本語のタグ', '👩‍💻']) {
      const requests = Array.from({ length: 40 }, (_, i) => request(`x:${tag}${i}`, i, tag));
      for (const profiles of splitBatch(requests, { maxBytes: 20_000, maxProfiles: 100 })) {
        if (profiles.length > 1) assert.ok(requestSerialize({ profiles }).length <= 20_000);
      }
    }
  });
});
