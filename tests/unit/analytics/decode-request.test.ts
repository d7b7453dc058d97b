import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { decodeProfile, profilesOf } from '../../../services/analytics/decode-request.ts';

const profile = (over: object = {}) => ({ id: 'x:1', platform: 'x', posts: [], ...over });

describe('a request to analytics', () => {
  it('reads absent counts as unknown and absent flags as false', () => {
    const posts = [{ id: 'a', hashtags: [] }];
    assert.deepEqual(decodeProfile(profile({ posts }), 'profiles[0]'), {
      id: 'x:1',
      platform: 'x',
      followers: null,
      likesHidden: false,
      posts: [
        { id: 'a', published_at: null, likes: null, comments: null, shares: null, views: null, hashtags: [] },
      ],
      fetchedAt: 0,
    });
  });

  const post = (over: object) => ({ posts: [{ id: 'a', hashtags: [], ...over }] });
  const faults: [object, RegExp][] = [
    [{ id: '' }, /^profiles\[2\]\.id: missing/],
    [{ platform: 'orkut' }, /^profiles\[2\]\.platform: "orkut" is not one of bluesky/],
    [{ followers: -1 }, /^profiles\[2\]\.followers: -1 is not a whole number/],
    [{ followers: Number.NaN }, /^profiles\[2\]\.followers: NaN/],
    [{ fetched_at_ms: 0.5 }, /^profiles\[2\]\.fetched_at_ms: 0.5/],
    [post({ id: undefined }), /^profiles\[2\]\.posts\[0\]\.id: missing/],
    [post({ likes: Number.POSITIVE_INFINITY }), /^profiles\[2\]\.posts\[0\]\.likes: Infinity/],
    [{ posts: [...post({}).posts, ...post({}).posts] }, /^profiles\[2\]\.posts\[1\]\.id: "a" is there twice/],
    [
      { posts: Array.from({ length: 101 }, () => post({}).posts[0]) },
      /^profiles\[2\]\.posts: 101, at most 100/,
    ],
  ];
  for (const [over, message] of faults) {
    it(`is refused, naming the field: ${message.source}`, () => {
      assert.throws(() => decodeProfile(profile(over), 'profiles[2]'), {
        name: 'InvalidArgumentError',
        message,
      });
    });
  }

  it('is refused when it has too many profiles', () => {
    const profiles = Array.from({ length: 101 }, () => profile());
    assert.throws(() => profilesOf({ profiles }), /^InvalidArgumentError: profiles: 101, at most 100/);
  });
});
