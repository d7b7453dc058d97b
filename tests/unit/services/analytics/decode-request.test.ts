import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { decodeProfile, profilesOf } from '#analytics/decode-request.ts';
import { postColumns } from '#tests/support/post-columns.ts';

const profile = (over: object = {}) => ({ id: 'x:1', platform: 'x', posts: postColumns([]), ...over });

const unknown = {
  ...{ published_at: null, likes: null, comments: null, shares: null, views: null },
  ...{ text: '', paid: null },
};

describe('a request to analytics', () => {
  it('reads absent counts as unknown and absent flags as false', () => {
    const posts = postColumns([{ hashtags: ['a', 'b'] }, { likes: 3, hashtags: ['c'] }]);
    assert.deepEqual(decodeProfile(profile({ posts }), 'profiles[0]'), {
      id: 'x:1',
      platform: 'x',
      followers: null,
      likesHidden: false,
      posts: [
        { ...unknown, hashtags: ['a', 'b'] },
        { ...unknown, likes: 3, hashtags: ['c'] },
      ],
      fetchedAt: 0,
      history: [],
      account: null,
    });
  });

  const columns = (over: object) => ({ posts: { ...postColumns([{ likes: 1, hashtags: ['a'] }]), ...over } });
  const faults: [object, RegExp][] = [
    [{ id: '' }, /^profiles\[2\]\.id: missing/],
    [{ platform: 'orkut' }, /^profiles\[2\]\.platform: "orkut" is unknown; known: bluesky/],
    [{ followers: -1 }, /^profiles\[2\]\.followers: -1 is not a whole number/],
    [{ followers: Number.NaN }, /^profiles\[2\]\.followers: NaN/],
    [{ fetched_at_ms: 0.5 }, /^profiles\[2\]\.fetched_at_ms: 0.5/],
    [columns({ likes: [Number.POSITIVE_INFINITY] }), /^profiles\[2\]\.posts\.likes\[0\]: Infinity/],
    [columns({ likes: [1, 2] }), /^profiles\[2\]\.posts\.likes: 2 for 1 posts/],
    [columns({ texts: ['a', 'b'] }), /^profiles\[2\]\.posts\.texts: 2 for 1 posts/],
    [columns({ payments: ['PAID', 'PAID'] }), /^profiles\[2\]\.posts\.payments: 2 for 1 posts/],
    [{ history: { at_ms: [1], followers: [] } }, /^profiles\[2\]\.history\.followers: 0 for 1 readings/],
    [{ account: { following: -1 } }, /^profiles\[2\]\.account\.following: -1/],
    [columns({ hashtags: [] }), /^profiles\[2\]\.posts\.hashtags: 0 where 1 are counted/],
    [
      { posts: postColumns(Array.from({ length: 101 }, () => ({}))) },
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
