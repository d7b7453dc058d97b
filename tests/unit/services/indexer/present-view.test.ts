import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ProfileEvent } from '#contract/profile-event.ts';
import { AVATAR_AWAITED } from '#contract/profile-event.ts';
import { joinRecords } from '#indexer/record/join-records.ts';
import { presentView } from '#indexer/record/present-view.ts';
import { decodeRecord } from '#indexer/record/profile-record.ts';
import { recordOfEvent } from '#indexer/record/record-of-event.ts';
import { facts, NEW_YEAR, post, profileEvent } from '#tests/support/profile-events.ts';

const ID = 'instagram:1815';
const joined = (...events: ProfileEvent[]) =>
  events.map((event) => recordOfEvent(event, ID)).reduce(joinRecords);

/** What became of a picture that Ada's reading of the new year named. */
function fetched(
  avatar: { key?: string; reason?: string; tried_at: number },
  over: Partial<ProfileEvent> = {},
): ProfileEvent {
  const settled = { key: null, reason: null, source_url: 'https://a.test/1', ...avatar };
  return profileEvent({ profile: null, posts: [], avatar: settled, ...over });
}

describe('the present view', () => {
  it('lays newer readings over older ones, and no silence over a word', () => {
    const older = profileEvent({
      source: 'csv',
      profile: facts({ bio: 'Word', category: 'Old', country: 'GB' }),
    });
    const newer = profileEvent({
      source: 'bluesky',
      fetched_at: NEW_YEAR + 1,
      profile: facts({ username: 'ada2', bio: null, category: 'New', country: null, likes_hidden: true }),
    });
    const view = presentView(joined(newer, older));
    assert.deepEqual(
      [
        view?.facts.bio,
        view?.facts.category,
        view?.facts.country,
        view?.facts.username,
        view?.facts.likes_hidden,
      ],
      ['Word', 'New', 'GB', 'ada2', true],
    );
    assert.deepEqual([view?.source, view?.fetchedAt], ['bluesky', NEW_YEAR + 1]);
  });

  it('shows a picture that was named by address once it has been fetched, and says why until then', () => {
    const waiting = { key: null, reason: AVATAR_AWAITED, source_url: 'https://a.test/1' };
    const reading = profileEvent({ avatar: waiting });
    assert.equal(presentView(joined(reading))?.avatar?.reason, AVATAR_AWAITED);
    const failed = fetched({ reason: 'answered 404', tried_at: 1 });
    assert.equal(presentView(joined(failed, reading))?.avatar?.reason, 'answered 404');
    const stored = fetched({ key: 'avatars/x.webp', tried_at: 2 });
    for (const events of [
      [reading, failed, stored],
      [stored, failed, reading],
    ]) {
      assert.equal(presentView(joined(...events))?.avatar?.key, 'avatars/x.webp');
    }
  });

  it('shows the picture that the newest reading named, whenever it was fetched', () => {
    const older = fetched({ key: 'avatars/old.webp', tried_at: 9 });
    const newer = fetched({ key: 'avatars/new.webp', tried_at: 5 }, { fetched_at: NEW_YEAR + 1 });
    const inline = { key: 'avatars/inline.png', reason: null, source_url: null };
    const view = (...events: ProfileEvent[]) => presentView(joined(profileEvent(), ...events))?.avatar?.key;
    assert.equal(view(older, newer), 'avatars/new.webp');
    assert.equal(view(newer, older), 'avatars/new.webp');
    assert.equal(view(older, profileEvent({ fetched_at: NEW_YEAR + 1, avatar: inline })), inline.key);
  });

  it('waits for a picture that a newer reading names, and keeps the stored one meanwhile and afterwards', () => {
    const failed = fetched({ reason: 'answered 404', tried_at: 1 });
    const waiting = { key: null, reason: AVATAR_AWAITED, source_url: 'https://a.test/2' };
    const newer = profileEvent({ fetched_at: NEW_YEAR + 1, avatar: waiting });
    assert.equal(presentView(joined(profileEvent(), failed, newer))?.avatar?.reason, AVATAR_AWAITED);
    const stored = fetched({ key: 'avatars/x.webp', tried_at: 1 });
    const gone = fetched({ reason: 'answered 410', tried_at: 2 }, { fetched_at: NEW_YEAR + 1 });
    assert.equal(presentView(joined(stored, newer, gone))?.avatar?.key, 'avatars/x.webp');
  });

  it('has no view of a picture without a profile', () => {
    assert.equal(presentView(joined(fetched({ key: 'avatars/x.webp', tried_at: 1 }))), null);
  });

  it('reads a record from before pictures were fetched', () => {
    const { fetched: _, ...old } = joined(profileEvent());
    assert.deepEqual(decodeRecord(JSON.stringify(old)).fetched, { stored: null, failed: null });
  });

  it('keeps a stored picture when a newer source stored none', () => {
    const stored = { key: 'avatars/a.png', reason: null, source_url: null };
    const older = profileEvent({ source: 'csv', avatar: stored });
    const newer = profileEvent({
      source: 'bluesky',
      fetched_at: NEW_YEAR + 1,
      avatar: { key: null, reason: 'too large', source_url: 'https://example.org/a.png' },
    });
    assert.deepEqual(presentView(joined(older, newer))?.avatar, stored);
  });

  it('is none while only posts have come', () => {
    assert.equal(presentView(joined(profileEvent({ profile: null }))), null);
  });

  it('is not replaced by posts that come later', () => {
    const later = profileEvent({ profile: null, fetched_at: NEW_YEAR + 9, posts: [post('later')] });
    const both = joined(profileEvent(), later);
    assert.deepEqual([presentView(both)?.facts.followers, both.posts.length], [10_000, 13]);
  });
});
