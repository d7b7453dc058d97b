import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTokenizer } from '#adapters/meaning/tokenizer/tokenizer.ts';
import { buildTrie } from '#scripts/meaning/build-trie.ts';

const PIECES = ['<unk>', '<s>', '</s>', '▁', '▁ca', 't', 's', '▁cat', 'ts', 'é', '猫'];
const SCORES = [0, 0, 0, -4, -3, -3, -3, -5, -3.5, -6, -6];

/** Rules without replacements: a trie of 1,024 free units, so that no byte matches. */
function withoutRules(): Uint8Array {
  const rules = new Uint8Array(4 + 1024 * 4);
  const view = new DataView(rules.buffer);
  view.setUint32(0, 1024 * 4, true);
  for (let unit = 0; unit < 1024; unit++) view.setUint32(4 + unit * 4, 0x8000_0000, true);
  return rules;
}

function makeTokenizer(limit = 64) {
  const pieces = PIECES.map((piece, id) => (id < 3 ? null : Buffer.from(piece)));
  const vocabulary = { ...buildTrie(pieces), scores: Float32Array.from(SCORES) };
  return createTokenizer({ ...vocabulary, unknownScore: -20, normalizer: withoutRules() }, limit);
}

const read = (text: string, limit?: number) => [...(makeTokenizer(limit)(text) ?? [])];

test('the segmentation with the highest sum of scores is taken', () => {
  assert.deepEqual(read('cats'), [1, 4, 8, 2], '▁ca + ts is -6.5, ▁cat + s is -8');
  assert.deepEqual(read('cat'), [1, 7, 2], '▁cat is -5, ▁ca + t is -6');
});

test('a character without a piece is one unknown piece, of however many bytes', () => {
  assert.deepEqual(read('猫😀é'), [1, 3, 10, 0, 9, 2]);
});

test('spaces at the ends and repeated spaces count once or not at all', () => {
  assert.deepEqual(read('  cat   cat '), read('cat cat'));
});

test('a text without a known piece has no pieces', () => {
  for (const text of ['', '   ']) assert.equal(makeTokenizer()(text), null);
});

test('a long text is cut at the limit, with begin and end', () => {
  assert.deepEqual(read('cat '.repeat(50), 5), [1, 7, 7, 7, 2]);
});

test('half of a surrogate pair is read as the replacement character', () => {
  assert.deepEqual(read('cat\ud83d'), [1, 7, 0, 2]);
});
