import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { storedTexts } from '#adapters/search/elasticsearch/query/stored-text.ts';
import { encodeStored } from '#adapters/search/elasticsearch/write/stored-profile.ts';
import type { Profile } from '#domain/profile.ts';
import { searchableProfile } from '#tests/support/searchable-profile.ts';

const BEFORE = 'before:';
const AFTER = ':after';
const MORE = ',';

describe('texts in an answer of Elasticsearch', () => {
  it('are the profiles as they were written, whatever the length and the signs of their first lines', () => {
    // More than are decoded together; each remainder of the first line and of the text by three; one line is very long.
    const profiles = Array.from({ length: 150 }, (_, i): Profile => {
      const source =
        i % 50 === 49 ? `list-${'x'.repeat(400)}` : `${i % 7 === 0 ? 'ü→😀' : 's'}${'y'.repeat(i % 40)}`;
      const rate = i % 5 === 0 ? null : i / 1_000;
      return { ...searchableProfile(i), source, bio: 'é'.repeat(i % 11), engagement_rate: rate };
    });
    const texts = storedTexts(inOneAnswer(profiles.map(encodeStored)));
    for (const [i, text] of texts.entries()) {
      const profile = profiles[i] as Profile;
      const json = JSON.stringify(profile);
      const { platform, tier, source, engagement_rate } = profile;
      assert.deepEqual(text.rank, { platform, tier, source, engagement_rate });
      assert.equal(text.size, Buffer.byteLength(json) - 1);
      const target = Buffer.from(`${BEFORE}${'.'.repeat(text.size)}.${AFTER}`);
      text.writeTo(target, BEFORE.length);
      target[BEFORE.length + text.size] = MORE.charCodeAt(0);
      assert.equal(target.toString(), BEFORE + json.slice(0, -1) + MORE + AFTER);
      // Again, from where it is now.
      const again = Buffer.alloc(text.size + 2);
      text.writeTo(again, 1);
      assert.equal(again.toString('utf8', 1, text.size + 1), json.slice(0, -1));
      assert.equal(text.toString(), json);
    }
  });

  it('can be written to the very beginning, and read without being written', () => {
    const profiles = [1, 2, 3, 4, 5, 6].map((i) => ({ ...searchableProfile(i), source: 's'.repeat(i) }));
    const answer = () => storedTexts(inOneAnswer(profiles.map(encodeStored)));
    assert.deepEqual(
      answer().map(String),
      profiles.map((profile) => JSON.stringify(profile)),
    );
    for (const [i, text] of answer().entries()) {
      const target = Buffer.alloc(text.size + 1);
      text.writeTo(target, 0);
      assert.equal(target.toString('utf8', 0, text.size), JSON.stringify(profiles[i]).slice(0, -1));
    }
  });

  it('have the digest that was stored, which earlier versions did not store', () => {
    const [one, other] = [searchableProfile(1), { ...searchableProfile(1), bio: 'another' }];
    const early = Buffer.from(`["x","micro","s",0.5]\n${JSON.stringify(one)}`).toString('base64');
    const digests = storedTexts(inOneAnswer([...[one, other, one].map(encodeStored), early])).map(
      ({ digest }) => digest,
    );
    assert.match(String(digests[0]), /^[\w+/]{16}$/);
    assert.equal(digests[2], digests[0]);
    assert.notEqual(digests[1], digests[0]);
    assert.equal(digests[3], undefined);
  });

  it('may be very short', () => {
    const short = ['{}', '{"a":1}', '{"b":12}'].map((json) => `["x",null,"s",null]\n${json}`);
    const long = encodeStored(searchableProfile(1));
    const texts = storedTexts(
      inOneAnswer(short.flatMap((text) => [Buffer.from(text).toString('base64'), long])),
    );
    assert.deepEqual(
      texts.map(({ rank, size }) => [rank.source, size]),
      ['{', '{"a":1', '{"b":12'].flatMap((json) => [
        ['s', json.length],
        [searchableProfile(1).source, JSON.stringify(searchableProfile(1)).length - 1],
      ]),
    );
    assert.deepEqual(texts.filter((_, i) => i % 2 === 0).map(String), ['{}', '{"a":1}', '{"b":12}']);
    assert.deepEqual(storedTexts([]), []);
  });
});

/** Hits whose texts are in the same bytes. */
function inOneAnswer(stored: readonly string[]) {
  const bytes = Buffer.from(stored.map((text) => `|${text}`).join(''));
  let at = 0;
  return stored.map(({ length }) => {
    const start = at + 1;
    at = start + length;
    return {
      fields: { profile: [{ bytes, start, end: at }] as [{ bytes: Buffer; start: number; end: number }] },
    };
  });
}
