import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { checkedEvent } from '#contract/checked-event.ts';
import type { ProfileEvent } from '#contract/profile-event.ts';
import { createEventDecoder } from '#indexer/pipeline/decode-event.ts';
import { planBatch } from '#indexer/pipeline/plan-batch.ts';
import { identityOf } from '#indexer/record/alias.ts';
import { encodeRecord } from '#indexer/record/profile-record.ts';
import { recordOfEvent } from '#indexer/record/record-of-event.ts';
import { facts, NEW_YEAR, post, posts, profileEvent } from '#tests/support/profile-events.ts';

const ID = 'instagram:1815';
const NOTHING = { aliases: new Map(), profiles: new Map() };
const decode = createEventDecoder();

/** Texts that look like the fields around the posts. */
const text = fc.oneof(
  fc.string(),
  fc.constantFrom(',"posts":[', '],"history":[', '\\",\\"posts\\":[', '📍 "\\', '\ud800', ',"history":[]}'),
);
const events = fc
  .record({
    bio: text,
    list: fc.array(
      fc.record({ id: text.filter((id) => id !== ''), text, published_at: fc.constantFrom(null, 1, 2, 3) }),
      { maxLength: 5 },
    ),
    extra: fc.boolean(),
    sorted: fc.boolean(),
  })
  .map(({ bio, list, extra, sorted }) => {
    const read = list.map(({ id, ...over }, i) =>
      post(sorted ? String(i) : id, { ...over, ...(sorted && { published_at: NEW_YEAR - i }) }),
    );
    const given = extra ? read.map((one) => ({ ...one, sponsored: true })) : read;
    return profileEvent({ profile: facts({ bio }), posts: given });
  });

/** The record that the indexer writes for an event that comes with its object, and for one that comes as text. */
async function written(event: ProfileEvent): Promise<{ asContent?: string; asText?: string }> {
  const body = JSON.stringify(event);
  const [asContent, asText] = await Promise.all(
    [{ body, content: checkedEvent(event, JSON.stringify(event.posts)) }, { body }].map(async (message) => {
      const decoded = decode(message);
      if (!('event' in decoded)) return undefined;
      const pending = { ...decoded, identity: identityOf(decoded.event), repeated: false };
      return (await planBatch([pending], NOTHING)).profiles[0]?.value;
    }),
  );
  return { ...(asContent && { asContent }), ...(asText && { asText }) };
}

describe('the record of an event', () => {
  it('has the same bytes, whether the event came as an object or as text', async () => {
    await fc.assert(
      fc.asyncProperty(events, async (event) => {
        const expected = encodeRecord(recordOfEvent(JSON.parse(JSON.stringify(event)) as ProfileEvent, ID));
        assert.deepEqual(await written(event), { asContent: expected, asText: expected });
      }),
      { numRuns: 300, seed: 42 },
    );
  });

  it('keeps no field and no order of posts that records do not have', async () => {
    const [newest, older] = posts(2);
    assert.ok(newest && older);
    const { fetched_at, ...rest } = newest;
    const otherOrder = { fetched_at, ...rest };
    const expected = encodeRecord(recordOfEvent(profileEvent({ posts: [newest, older] }), ID));
    for (const list of [
      [older, newest],
      [otherOrder, older],
      [{ ...newest, extra: 1 }, older],
      [newest, newest, older],
    ]) {
      const event = profileEvent({ posts: list });
      assert.equal((await written(event)).asContent ?? expected, expected);
      assert.equal(encodeRecord(recordOfEvent(event, ID)), expected);
    }
  });

  it('is refused for an object that names no profile, as for a text', () => {
    const event = profileEvent({ native_id: '@ada' });
    const content = checkedEvent(event, JSON.stringify(event.posts));
    const decoded = decode({ body: JSON.stringify(event), content });
    assert.equal(decoded.ok, false);
  });
});
