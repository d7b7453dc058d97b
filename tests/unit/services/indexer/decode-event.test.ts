import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { MAX_EVENT_BYTES } from '#contract/profile-event.ts';
import { createEventDecoder } from '#indexer/pipeline/decode-event.ts';
import { facts, post, profileEvent } from '#tests/support/profile-events.ts';

describe('a message of profile-events', () => {
  const decode = createEventDecoder();
  const reasonOf = (body: unknown) => {
    const decoded = decode({ body: typeof body === 'string' ? body : JSON.stringify(body) });
    return decoded.ok ? 'taken' : decoded.reason;
  };

  it('is taken when it is a valid event', () => {
    assert.equal(reasonOf(profileEvent()), 'taken');
    assert.equal(reasonOf(profileEvent({ profile: null, username: null })), 'taken');
    assert.equal(reasonOf(profileEvent({ native_id: null })), 'taken');
  });

  const cases: [string, unknown, RegExp][] = [
    ['that is not JSON', '{"v":1', /^The event is not JSON: /],
    ['that is no object', '[]', /^The event is not valid: \/ /],
    ['of another version', { ...profileEvent(), v: 2 }, /^The event is not valid: \/v /],
    ['of an unknown platform', { ...profileEvent(), platform: 'myspace' }, /\/platform /],
    ['with a negative count', profileEvent({ profile: facts({ followers: -1 }) }), /\/profile/],
    ['with a bad post', profileEvent({ posts: [post('a'), post('')] }), /\/posts\/1\/id /],
    ['with a missing field', { ...profileEvent(), posts: undefined }, /posts/],
    ['without id and handle', profileEvent({ native_id: null, username: null, profile: null }), /both null/],
    ['with an empty native id', profileEvent({ native_id: '' }), /native_id is empty/],
    [
      'with a native id that looks like a handle',
      profileEvent({ native_id: '@ada' }),
      /native_id begins with @$/,
    ],
    ['with an empty handle', profileEvent({ native_id: null, username: ' @ ' }), /username is empty/],
    ['that is too large', ' '.repeat(MAX_EVENT_BYTES + 1), /^The event has 1000001 bytes, over 1000000/],
    ['that is too large in UTF-8 alone', 'é'.repeat(MAX_EVENT_BYTES / 2 + 1), /^The event has 1000002 bytes/],
  ];
  for (const [name, body, reason] of cases) {
    it(`is refused with a reason ${name}`, () => assert.match(reasonOf(body), reason));
  }
});
