import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { UnavailableError } from '#ports/errors.ts';
import type { TextEncoder } from '#ports/text-encoder.ts';
import { VECTOR_DIMENSIONS, VECTOR_SCALE } from '#ports/text-encoder.ts';
import { cosine } from '#tests/support/meaning/cosine.ts';
import { readTexts } from '#tests/support/meaning/reference.ts';

/** What every encoder promises. `open` returns a new one. */
export function testTextEncoder(name: string, open: () => Promise<TextEncoder>, skip: string | false): void {
  describe(`text encoder: ${name}`, { skip }, () => {
    const { signal } = new AbortController();
    let encoder: TextEncoder;
    before(async () => {
      encoder = await open();
    });
    after(() => encoder.close());

    test('vectors have the length and the scale of the port', async () => {
      const [vector] = await encoder.encode(['Bread and cakes'], signal);
      assert.equal(vector?.length, VECTOR_DIMENSIONS);
      const length = Math.sqrt(vector!.reduce((sum, value) => sum + value * value, 0));
      assert.ok(Math.abs(length / VECTOR_SCALE - 1) < 0.02, `length ${length}`);
    });

    test('a text gets the same vector alone, among others, and from another encoder', async () => {
      const texts = Object.values(readTexts()).flat();
      const together = await encoder.encode(texts, signal);
      for (const at of [0, 40, texts.length - 1])
        assert.deepEqual((await encoder.encode([texts[at]!], signal))[0], together[at]);
      const other = await open();
      try {
        assert.deepEqual(await other.encode(texts.slice(0, 3), signal), together.slice(0, 3));
      } finally {
        await other.close();
      }
    });

    test('a text without anything that the model knows has no vector, and the others keep their places', async () => {
      const vectors = await encoder.encode(['', 'bread', '  \n', 'bread'], signal);
      assert.deepEqual(
        vectors.map((vector) => vector === null),
        [true, false, true, false],
      );
      assert.deepEqual(vectors[1], vectors[3]);
    });

    test('any text gets an answer', async () => {
      const texts = ['\ud800', 'a'.repeat(100_000), '\0\u0001', '👩‍👩‍👧'.repeat(300), '猫'.repeat(5_000)];
      assert.equal((await encoder.encode(texts, signal)).length, texts.length);
    });

    test('no texts, no vectors', async () => {
      assert.deepEqual(await encoder.encode([], signal), []);
    });

    test('the text that says the same in another language is the nearest, in nine of ten cases', async () => {
      const { other: _, ...texts } = readTexts();
      const [english, ...rest] = Object.values(texts);
      const queries = await encoder.encode(english!, signal);
      let right = 0;
      for (const language of rest) {
        const vectors = await encoder.encode(language, signal);
        queries.forEach((query, at) => {
          const values = vectors.map((vector) => cosine(query!, vector!));
          if (values.indexOf(Math.max(...values)) === at) right++;
        });
      }
      const share = right / (rest.length * english!.length);
      assert.ok(share >= 0.9, `${share}`);
    });

    test('an aborted call rejects with the reason, and the next call works', async () => {
      const controller = new AbortController();
      const reason = new Error('enough');
      const call = encoder.encode(Array<string>(200).fill('bread and cakes'), controller.signal);
      controller.abort(reason);
      await assert.rejects(call, reason);
      assert.equal((await encoder.encode(['bread'], signal)).length, 1);
    });

    test('after close, calls reject as unavailable, and closing again is no error', async () => {
      const closed = await open();
      await closed.close();
      await closed.close();
      await assert.rejects(closed.encode(['bread'], signal), UnavailableError);
    });
  });
}
