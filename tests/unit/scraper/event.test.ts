import assert from 'node:assert/strict';
import { test } from 'node:test';
import { demoProfile } from '../../../services/scraper/demo/profiles.ts';
import { createEventBuilder } from '../../../services/scraper/event.ts';
import type { ProfileEvent } from '../../../services/shared/contract/profile-event.ts';

const buildEvent = createEventBuilder();

test('the same reading has the same id, any other reading another', () => {
  const reading = demoProfile(1, 3);
  const { message } = buildEvent(reading);
  assert.match(message.id, /^[0-9a-f]{64}$/);
  assert.equal((JSON.parse(message.body) as ProfileEvent).event_id, message.id);
  assert.deepEqual(buildEvent(demoProfile(1, 3)).message, message);
  assert.notEqual(buildEvent({ ...reading, fetched_at: reading.fetched_at + 1 }).message.id, message.id);
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
  assert.throws(() => buildEvent({ ...reading, posts }), { name: 'RowError', message: /over 1 MB/ });
});
