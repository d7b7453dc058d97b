import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { foldText } from '#adapters/search/analysis/fold.ts';
import { wordSequence } from '#adapters/search/analysis/tokenize.ts';
import { hashPhrase, hashTexts, holdsPhrase, pairsOf } from '#adapters/search/analysis/word-hashes.ts';

const piece = fc.constantFrom(
  'web',
  'dev',
  'a',
  '1',
  'x'.repeat(45),
  'café',
  '料理人',
  ' ',
  '-',
  '.',
  '.net',
  '#',
  'c#',
  'c++',
  '&',
  "'s",
);
const text = fc
  .array(piece, { maxLength: 12 })
  .map((pieces) => foldText(pieces.join('')))
  .filter((folded) => folded !== '');

test('the words of a text have the same hashes as those of its sequence', () => {
  fc.assert(
    fc.property(text, (folded) => {
      const words = [...hashPhrase(wordSequence(folded))];
      assert.deepEqual([...hashTexts([folded])], words.length === 0 ? [] : [...words, 0]);
    }),
    { numRuns: 2_000 },
  );
});

test('a phrase is held where its words stand side by side, and its pairs are among those of the text', () => {
  fc.assert(
    fc.property(fc.array(text, { minLength: 1, maxLength: 4 }), text, (texts, phrase) => {
      const sequence = wordSequence(phrase);
      const wanted = hashPhrase(sequence);
      if (wanted.length === 0) return;
      const held = texts.some((one) => wordSequence(one).includes(sequence));
      const hashes = hashTexts(texts);
      assert.equal(holdsPhrase(hashes, wanted), held);
      const pairs = pairsOf(hashes);
      if (held) assert.ok(pairsOf(wanted).every((bits, i) => ((pairs[i] ?? 0) & bits) === bits));
    }),
    { numRuns: 2_000 },
  );
});
