import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Compile } from 'typebox/compile';
import { ProfileSchema } from '#contract/profile.ts';
import type { ProfileEvent } from '#contract/profile-event.ts';
import { analyzeRequestOf } from '#indexer/document/analyze-request.ts';
import { buildProfile } from '#indexer/document/build-profile.ts';
import type { PresentView } from '#indexer/record/present-view.ts';
import { presentView } from '#indexer/record/present-view.ts';
import { recordOfEvent } from '#indexer/record/record-of-event.ts';
import { postColumns } from '#tests/support/post-columns.ts';
import { facts, NEW_YEAR, post, profileEvent } from '#tests/support/profile-events.ts';

const rated = {
  id: 'instagram:1815',
  engagement: {
    formula: 'interactions_per_follower',
    denominator: 'followers',
    sample_size: 12,
    window_days: 11,
    median: 0.02,
    mean: 0.03,
    low: 0.01,
    high: 0.05,
    confidence: 0.96142578125,
  },
  last_post_at_ms: NEW_YEAR,
  posts_per_week: 7,
  topics: ['tech'],
  topic_evidence: [],
};

const build = (event: ProfileEvent, analysis: Parameters<typeof buildProfile>[2] = rated) => {
  const record = recordOfEvent(event, 'instagram:1815');
  return buildProfile(record, presentView(record) as PresentView, analysis);
};

describe('a search document', () => {
  it('takes a guess where no source gives a language or a category, and says so', () => {
    const guesses = { ...rated, language: 'de', category_guess: { category: 'food', words: ['rezepte'] } };
    const guessed = build(profileEvent({ profile: facts({ language: null, category: null }) }), guesses);
    assert.deepEqual(
      [guessed.language, guessed.language_detected, guessed.category, guessed.category_guess],
      ['de', true, null, { category: 'food', words: ['rezepte'] }],
    );
    const given = build(profileEvent({ profile: facts({ language: 'fr', category: 'Chef' }) }), rated);
    assert.deepEqual(
      [given.language, given.language_detected, given.category, given.category_guess],
      ['fr', undefined, 'Chef', undefined],
    );
  });

  it('asks for guesses only where a source leaves something open', () => {
    const ask = (over: Parameters<typeof facts>[0]) => {
      const record = recordOfEvent(profileEvent({ profile: facts(over) }), 'instagram:1815');
      return analyzeRequestOf(record, presentView(record) as PresentView).texts;
    };
    assert.equal(ask({ language: 'en', category: 'Chef' }), undefined);
    assert.deepEqual(
      [ask({ language: null, category: 'Chef' }), ask({ language: 'en', category: null })].map((texts) => [
        texts?.guess_language,
        texts?.guess_category,
      ]),
      [
        [true, false],
        [false, true],
      ],
    );
  });

  it('holds the facts, what analytics made of the posts, and where it comes from', () => {
    assert.deepEqual(
      build(profileEvent({ avatar: { key: 'avatars/ab12.png', reason: null, source_url: null } })),
      {
        id: 'instagram:1815',
        username: 'ada',
        platform: 'instagram',
        followers: 10_000,
        category: 'Technology',
        bio: 'Notes on the engine',
        engagement_rate: 0.02,
        avatar_url: '/avatars/ab12.png',
        avatar_reason: null,
        display_name: 'Ada Lovelace',
        url: null,
        following: 100,
        posts_count: 300,
        verified: false,
        language: 'en',
        country: 'GB',
        topics: ['tech'],
        tier: 'micro',
        last_post_at: '2026-01-01T00:00:00.000Z',
        posts_per_week: 7,
        engagement: { ...rated.engagement, reason: null },
        fetched_at: '2026-01-01T00:00:00.000Z',
        source: 'import',
      },
    );
  });

  it('has the text of names and bios that are HTML', () => {
    const { bio, display_name: name } = build(
      profileEvent({ profile: facts({ bio: '<p>R&amp;D<br>at home</p>', display_name: 'Ada &amp; Co' }) }),
    );
    assert.deepEqual([bio, name], ['R&D\nat home', 'Ada & Co']);
  });

  it('has null and the reason where there is no rate', () => {
    const engagement = { formula: 'interactions_per_view', denominator: 'views', reason: 'no_posts' };
    const profile = build(profileEvent(), {
      id: 'instagram:1815',
      topics: [],
      topic_evidence: [],
      engagement,
    });
    assert.deepEqual(
      [
        profile.engagement_rate,
        profile.engagement.reason,
        profile.engagement.sample_size,
        profile.last_post_at,
      ],
      [null, 'no_posts', 0, null],
    );
  });

  it('has a generated picture where none is stored', () => {
    assert.match(build(profileEvent()).avatar_url, /^\/avatars\/initials\/AL-\d+\.svg$/);
    const elsewhere = { key: null, reason: 'refused', source_url: 'https://example.org/a.png' };
    assert.match(build(profileEvent({ avatar: elsewhere })).avatar_url, /^\/avatars\/initials\//);
    assert.equal(build(profileEvent({ avatar: elsewhere })).avatar_reason, 'refused');
    assert.equal(build(profileEvent()).avatar_reason, 'none supplied');
  });

  it('is a profile by the contract', () => {
    const schema = Compile(ProfileSchema);
    const empty = facts({ display_name: null, followers: null, bio: null, category: null, verified: null });
    for (const event of [profileEvent(), profileEvent({ profile: empty, posts: [] })]) {
      assert.deepEqual(schema.Errors(build(event)), []);
    }
  });
});

describe('the enrichment of a document', () => {
  it('is what analytics answered, with times as texts', () => {
    const profile = build(profileEvent(), {
      ...rated,
      metrics_version: 2,
      growth: {
        rate: 0.5,
        from_followers: 2,
        to_followers: 3,
        from_ms: NEW_YEAR - 86_400_000,
        to_ms: NEW_YEAR,
      },
      sponsored: { share: 0.25, likely_share: 0.5, sample_size: 8, declared: 1, marked: 1, likely: 2 },
      authenticity: { fired: [{ rule: 'inactive', value: 91, limit: 90 }], checked: ['inactive'] },
      topic_evidence: [{ topic: 'tech', words: ['#tech'], posts: 3 }],
    });
    assert.deepEqual(profile.growth, {
      ...{ rate: 0.5, from_followers: 2, to_followers: 3, window_days: 1, reason: null },
      ...{ from: '2025-12-31T00:00:00.000Z', to: '2026-01-01T00:00:00.000Z' },
    });
    assert.equal(profile.sponsored?.share, 0.25);
    assert.deepEqual(profile.authenticity?.fired, [{ rule: 'inactive', value: 91, limit: 90 }]);
    assert.deepEqual(profile.topic_evidence, [{ topic: 'tech', words: ['#tech'], posts: 3 }]);
    assert.deepEqual(Compile(ProfileSchema).Errors(profile), []);
  });

  it('is absent where an older server answered', () => {
    assert.equal('growth' in build(profileEvent()) || 'metrics_version' in build(profileEvent()), false);
  });
});

describe('a request to analytics', () => {
  const request = (event: ProfileEvent) => {
    const record = recordOfEvent(event, 'instagram:1815');
    return analyzeRequestOf(record, presentView(record) as PresentView);
  };

  it('leaves out what is unknown', () => {
    const bare = post('a', { published_at: null, text: null, likes: null, comments: null, hashtags: [] });
    const profile = facts({ followers: null, following: null, posts_count: null, bio: null, country: null });
    const { texts, payments, ...columns } = postColumns([{}]);
    assert.deepEqual(request(profileEvent({ profile, posts: [bare] })), {
      id: 'instagram:1815',
      platform: 'instagram',
      likes_hidden: false,
      posts: columns,
      fetched_at_ms: NEW_YEAR,
      account: {},
    });
  });

  it('takes what a live source leaves out for empty, and what a file leaves out for unknown', () => {
    const profile = facts({ bio: null, country: null });
    const account = (over: Partial<ProfileEvent>) => request(profileEvent({ profile, ...over })).account;
    const counts = { following: 100, posts_count: 300 };
    assert.deepEqual(account({ source: 'import' }), counts);
    assert.deepEqual(account({ source: 'instagram' }), { ...counts, has_bio: false, has_location: false });
    const bluesky = account({ platform: 'bluesky', source: 'bluesky' });
    assert.equal(bluesky?.has_default_picture, true);
    const avatar = { key: null, reason: null, source_url: 'https://cdn.example.test/me.png' };
    assert.equal(account({ platform: 'mastodon', source: 'mastodon', avatar })?.has_default_picture, false);
  });

  it('sends readings, texts and what the platform says about payment', () => {
    const posts = [post('a', { sponsored: true }), post('b', { text: null })];
    const history = [{ at: NEW_YEAR - 5, followers: 7, following: null, posts_count: null }];
    const sent = request(profileEvent({ posts, history }));
    assert.deepEqual(sent.posts?.texts, ['Post a', '']);
    assert.deepEqual(sent.posts?.payments, ['PAID', 'UNSTATED']);
    assert.deepEqual(sent.history, { at_ms: [NEW_YEAR, NEW_YEAR - 5], followers: [10_000, 7] });
  });

  it('is of the time of the newest reading, of the profile or of a post', () => {
    const later = post('a', { fetched_at: NEW_YEAR + 5 });
    assert.equal(request(profileEvent({ posts: [later] })).fetched_at_ms, NEW_YEAR + 5);
    assert.equal(request(profileEvent({ posts: [post('a', { fetched_at: 5 })] })).fetched_at_ms, NEW_YEAR);
  });
});
