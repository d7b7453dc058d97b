import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { ProfileEvent } from '#contract/profile-event.ts';
import type { ProfileRecord } from '#contract/profile-record.ts';
import { joinRecords } from '#indexer/record/join-records.ts';
import { postsOf, presentView } from '#indexer/record/present-view.ts';
import { encodeRecord } from '#indexer/record/profile-record.ts';
import { recordOfEvent } from '#indexer/record/record-of-event.ts';
import { DAY_MS, facts, NEW_YEAR, post, posts, profileEvent } from '#tests/support/profile-events.ts';

const ID = 'instagram:1815';
const RUNS = { numRuns: 60, seed: 42 };
const record = (event: ProfileEvent) => recordOfEvent(event, ID);
const joined = (...events: ProfileEvent[]) => events.map(record).reduce(joinRecords);

/** Events made of few values, so that readings collide in time, source, posts and content. */
const events: fc.Arbitrary<ProfileEvent> = fc.integer({ min: 0, max: 2 }).chain((day) => {
  const at = NEW_YEAR + day * DAY_MS;
  const one = fc.record({
    id: fc.integer({ min: 0, max: 139 }),
    published_at: fc.option(fc.integer({ min: 0, max: 59 }).map((days) => NEW_YEAR - days * DAY_MS)),
    likes: fc.constantFrom(1, 2),
    fetched_at: fc.constantFrom(at, at + 1),
  });
  return fc
    .record({
      source: fc.constantFrom('import', 'bluesky', 'demo'),
      username: fc.constantFrom('ada', 'ada.l', null),
      fetched_at: fc.constant(at),
      profile: fc.option(
        fc
          .record({
            followers: fc.constantFrom(null, 1, 2),
            bio: fc.constantFrom(null, 'a', 'b'),
            category: fc.constantFrom(null, 'Tech'),
          })
          .map(facts),
      ),
      avatar: fc.option(
        fc.record({
          key: fc.constantFrom(null, 'avatars/a.png', 'avatars/b.webp'),
          reason: fc.constant(null),
          source_url: fc.constantFrom(null, 'https://a.test/1', 'https://a.test/2'),
          tried_at: fc.constantFrom(1, 2),
        }),
      ),
      posts: fc
        .oneof(
          fc.constant([]),
          fc.array(one, { minLength: 3, maxLength: 3 }),
          fc.array(one, { minLength: 90, maxLength: 100 }),
        )
        .map((list) => list.map(({ id, ...fields }) => post(`p${id}`, fields))),
      history: fc
        .record({
          at: fc.constantFrom(1, 2).map((days) => NEW_YEAR - days * DAY_MS),
          followers: fc.constantFrom(null, 5),
          following: fc.constantFrom(null, 6),
          posts_count: fc.constant(1),
        })
        .map((point) => [point]),
    })
    .map(profileEvent);
});
const records = events.map(record);
const severalEvents = fc.array(events, { minLength: 1, maxLength: 7 });

describe('joining records', () => {
  it('has the same outcome in whatever order and however often events come', () => {
    const runs = severalEvents.chain((all) => {
      const order = fc.shuffledSubarray(all, { minLength: all.length });
      return fc.tuple(fc.constant(all), order, order);
    });
    fc.assert(
      fc.property(runs, ([all, once, again]) => {
        assert.equal(encodeRecord(joined(...once, ...again)), encodeRecord(joined(...all)));
      }),
      RUNS,
    );
  });

  it('has the same outcome however the joins are grouped', () => {
    fc.assert(
      fc.property(records, records, records, (a, b, c) => {
        assert.equal(
          encodeRecord(joinRecords(joinRecords(a, b), c)),
          encodeRecord(joinRecords(a, joinRecords(b, c))),
        );
      }),
      RUNS,
    );
  });

  it('answers the very record when nothing is new', () => {
    fc.assert(
      fc.property(severalEvents, (all) => {
        const whole = joined(...all);
        for (const event of all) assert.equal(joinRecords(whole, record(event)), whole);
      }),
      RUNS,
    );
  });

  it('reads the same from its text', () => {
    fc.assert(
      fc.property(severalEvents, (all) => {
        const whole = joined(...all);
        const parsed = JSON.parse(encodeRecord(whole)) as ProfileRecord;
        assert.equal(encodeRecord(joinRecords(parsed, parsed)), encodeRecord(whole));
      }),
      RUNS,
    );
  });

  it('takes the newest reading of a source', () => {
    const newer = profileEvent({ fetched_at: NEW_YEAR + 1, profile: facts({ followers: 2 }), posts: [] });
    const older = profileEvent({ profile: facts({ followers: 1 }), posts: [] });
    assert.equal(presentView(joined(newer, older))?.facts.followers, 2);
    assert.equal(joined(newer, older).snapshots.length, 1);
  });

  it('loses nothing to a later reading of the same source that says less', () => {
    const avatar = { key: 'avatars/a.png', reason: null, source_url: null };
    const full = profileEvent({ profile: facts({ bio: 'Tea', followers: 1 }), avatar, posts: [] });
    for (const later of [0, 1]) {
      const poor = profileEvent({
        fetched_at: NEW_YEAR + later,
        profile: facts({ bio: null, followers: null }),
        avatar: { key: null, reason: 'none given', source_url: null },
        posts: [],
      });
      for (const both of [joined(full, poor), joined(poor, full)]) {
        const view = presentView(both);
        assert.deepEqual([view?.facts.bio, view?.facts.followers, view?.avatar?.key], ['Tea', 1, avatar.key]);
      }
    }
  });

  it('keeps no reading that newer ones cover', () => {
    const readings = Array.from({ length: 50 }, (_, i) =>
      profileEvent({ fetched_at: NEW_YEAR + i, profile: facts({ followers: i }), posts: [] }),
    );
    assert.equal(joined(...readings).snapshots.length, 1);
  });

  it('joins a record under a handle into the one under the native id', () => {
    const under = recordOfEvent(profileEvent({ native_id: null, source: 'bluesky' }), 'instagram:@ada');
    const both = joinRecords(under, record(profileEvent()));
    assert.deepEqual([both.id, both.native_id, both.snapshots.length], [ID, '1815', 2]);
    assert.equal(encodeRecord(joinRecords(record(profileEvent()), under)), encodeRecord(both));
  });

  it('keeps the name that was seen last', () => {
    const renamed = profileEvent({ username: 'countess', fetched_at: NEW_YEAR + 5 });
    assert.equal(joined(renamed, profileEvent()).username, 'countess');
  });
});

describe('posts of a record', () => {
  it('hold the later reading of each', () => {
    const early = profileEvent({ posts: [post('a', { likes: 1 })] });
    const late = profileEvent({ posts: [post('a', { likes: 9, fetched_at: NEW_YEAR + 1 })] });
    assert.deepEqual(
      postsOf(joined(late, early)).map(({ likes }) => likes),
      [9],
    );
  });

  it('are the newest hundred, undated ones last', () => {
    const dated = profileEvent({ posts: posts(100) });
    const more = profileEvent({
      posts: [post('new', { published_at: NEW_YEAR }), post('x', { published_at: null })],
    });
    const kept = postsOf(joined(dated, more));
    assert.deepEqual([kept.length, kept[0]?.id, kept.at(-1)?.id], [100, 'new', 'p98']);
  });

  it('take the date of the later reading where two differ', () => {
    const early = profileEvent({ posts: [post('a', { published_at: 5 }), post('b', { published_at: 4 })] });
    const late = profileEvent({ posts: [post('a', { published_at: 3, fetched_at: NEW_YEAR + 1 })] });
    for (const both of [joined(early, late), joined(late, early)]) {
      assert.deepEqual(
        postsOf(both).map(({ id, published_at }) => [id, published_at]),
        [
          ['b', 4],
          ['a', 3],
        ],
      );
    }
  });
});

describe('the history of a record', () => {
  it('has a point of each reading', () => {
    const first = profileEvent({ history: [{ at: 1, followers: 5, following: null, posts_count: null }] });
    const next = profileEvent({ fetched_at: NEW_YEAR + 1, profile: facts({ followers: 11_000 }) });
    assert.deepEqual(
      joined(next, first).history.map(({ at, followers }) => [at, followers]),
      [
        [NEW_YEAR + 1, 11_000],
        [NEW_YEAR, 10_000],
        [1, 5],
      ],
    );
  });

  it('has no point of a reading without counts', () => {
    const silent = facts({ followers: null, following: null, posts_count: null });
    assert.deepEqual(joined(profileEvent({ profile: silent })).history, []);
  });

  it('is bounded to the newest hundred', () => {
    const history = (from: number) =>
      Array.from({ length: 100 }, (_, i) => ({
        at: from + i,
        followers: i,
        following: null,
        posts_count: null,
      }));
    const both = joined(profileEvent({ history: history(1_000) }), profileEvent({ history: history(1) }));
    assert.deepEqual([both.history.length, both.history.at(-1)?.at], [100, 1_001]);
  });
});

it('keeps nothing that is not of the contract', () => {
  const event = { ...profileEvent(), extra: 1, profile: { ...facts(), email: 'ada@example.org' } };
  assert.doesNotMatch(encodeRecord(record(event)), /extra|example\.org/);
});
