import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ProfileEvent } from '#contract/profile-event.ts';
import { sealMessage } from '#contract/seal-message.ts';
import { textOf } from '#contract/text-parts.ts';
import { createJobDecoder } from '#scraper/jobs/decode-job.ts';
import { demoProfile } from '#scraper/sources/demo/profiles.ts';
import { createPlainEventBuilder } from '#tests/support/event-builder.ts';

const buildEvent = createPlainEventBuilder();

test('the same reading has the same id, any other reading another', () => {
  const reading = demoProfile(1, 3);
  const { message } = buildEvent(reading);
  assert.match(message.id, /^[0-9a-f]{64}$/);
  assert.equal((JSON.parse(message.body) as ProfileEvent).event_id, message.id);
  assert.deepEqual(buildEvent(demoProfile(1, 3)).message, message);
  assert.notEqual(buildEvent({ ...reading, fetched_at: reading.fetched_at + 1 }).message.id, message.id);
});

test('the id is the hash of everything else, and the parts are the body', () => {
  const { message } = buildEvent(demoProfile(1, 3));
  const { event_id, ...content } = JSON.parse(message.body) as ProfileEvent;
  assert.deepEqual(sealMessage('event_id', content), { id: event_id, body: message.body });
  assert.equal(message.parts && textOf(message.parts), message.body);
});

test('the import that counts a person is not part of the id', () => {
  const plain = buildEvent(demoProfile(1, 3)).message;
  const counted = buildEvent(demoProfile(1, 3), 'import-1').message;
  assert.equal(counted.id, plain.id);
  assert.deepEqual(JSON.parse(counted.body), {
    ...(JSON.parse(plain.body) as object),
    counted_for: 'import-1',
  });
});

test('e-mail addresses and phone numbers are published only where they are kept', () => {
  const reading = demoProfile(1, 3);
  const [post] = reading.posts;
  assert.ok(reading.profile && post);
  const text = 'Write ada@example.org';
  const contacts = {
    ...reading,
    profile: { ...reading.profile, bio: 'Call +49 30 1234567' },
    posts: [{ ...post, text }],
  };
  const parse = ({ message }: { message: { body: string } }) => JSON.parse(message.body) as ProfileEvent;
  const hidden = parse(buildEvent(contacts));
  assert.deepEqual([hidden.profile?.bio, hidden.posts[0]?.text], ['Call [phone]', 'Write [email]']);
  const kept = parse(createPlainEventBuilder({ keepContacts: true })(contacts));
  assert.deepEqual([kept.profile?.bio, kept.posts[0]?.text], ['Call +49 30 1234567', text]);
});

test('an event outside the contract is refused with the field at fault', () => {
  const reading = demoProfile(1, 3);
  assert.throws(() => buildEvent({ ...reading, native_id: 'x'.repeat(257) }), {
    name: 'RowError',
    message: /^native_id/,
  });
});

test('an event larger than the queue takes is refused', () => {
  const reading = demoProfile(1, 3);
  const [post] = reading.posts;
  assert.ok(post);
  const hashtags = Array.from({ length: 30 }, (_, index) => `${index}${'字'.repeat(97)}`);
  const posts = Array.from({ length: 100 }, (_, index) => ({
    ...post,
    id: String(index),
    text: '字'.repeat(1_000),
    hashtags,
  }));
  assert.throws(() => buildEvent({ ...reading, posts }), { name: 'RowError', message: /1 MB/ });
});

test('a picture at an address leaves a job that names its reading', () => {
  const reading = { ...demoProfile(1, 3), avatar: { kind: 'url' as const, url: 'https://a.test/x.png' } };
  const { message, job, avatar } = buildEvent(reading);
  const event = JSON.parse(message.body) as ProfileEvent;
  assert.deepEqual(event.avatar, {
    key: null,
    reason: 'waiting to be fetched',
    source_url: 'https://a.test/x.png',
  });
  assert.equal(avatar, null);
  const decoded = createJobDecoder()(job?.body ?? '');
  assert.ok(typeof decoded !== 'string' && decoded.kind === 'avatar');
  assert.deepEqual(
    [decoded.job_id, decoded.native_id, decoded.fetched_at, decoded.url],
    [job?.id, reading.native_id, reading.fetched_at, 'https://a.test/x.png'],
  );
  assert.deepEqual(buildEvent(reading).job, job);
  assert.equal(buildEvent(demoProfile(1, 3)).job, null);
});
