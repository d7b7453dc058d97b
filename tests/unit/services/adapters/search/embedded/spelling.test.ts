import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createArena } from '#adapters/search/embedded/reader/arena.ts';
import { createEditDistance } from '#adapters/search/embedded/reader/spelling/edit-distance.ts';
import { createSpellings } from '#adapters/search/embedded/reader/spelling/spellings.ts';
import { seededRandom } from '#tests/support/seeded-random.ts';

const toUnits = (word: string) => Uint16Array.from(word, (_, i) => word.charCodeAt(i));

/** The definition, cell by cell. */
function plainDistance(a: string, b: string): number {
  const cells = Array.from({ length: a.length + 1 }, (_, i) =>
    Array.from({ length: b.length + 1 }, (_, j) => (i === 0 ? j : j === 0 ? i : 0)),
  );
  for (let i = 1; i <= a.length; i++) {
    for (let j = 1; j <= b.length; j++) {
      const steps = [
        cells[i - 1]![j]! + 1,
        cells[i]![j - 1]! + 1,
        cells[i - 1]![j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1),
      ];
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        steps.push(cells[i - 2]![j - 2]! + 1);
      cells[i]![j] = Math.min(...steps);
    }
  }
  return cells[a.length]![b.length]!;
}

function makeWords(count: number, seed: number): string[] {
  const random = seededRandom(seed);
  const letter = () => 'abcж'[Math.floor(random() * 4)];
  return Array.from({ length: count }, () =>
    Array.from({ length: 1 + Math.floor(random() * 8) }, letter).join(''),
  );
}

describe('createEditDistance', () => {
  it('counts as the definition does, up to its bound', () => {
    const words = makeWords(60, 1);
    for (const max of [1, 2]) {
      for (const a of words) {
        const distance = createEditDistance(toUnits(a), max);
        for (const b of words) {
          const units = toUnits(`..${b}..`);
          assert.equal(distance(units, 2, 2 + b.length), Math.min(plainDistance(a, b), max + 1), `${a} ${b}`);
        }
      }
    }
  });
});

describe('createSpellings', () => {
  it('finds every close spelling, also those pushed later', () => {
    const arena = createArena();
    const spellings = createSpellings(arena, 1);
    const words = makeWords(800, 2);
    for (const half of [words.slice(0, 400), words.slice(400)]) {
      for (const word of half) arena.push(`n${word}`);
      spellings.refresh();
    }
    for (const word of makeWords(40, 3)) {
      for (const max of [1, 2]) {
        const expected = words.flatMap((other, at) => {
          const edits = plainDistance(word, other);
          return other[0] === word[0] && edits > 0 && edits <= max ? [{ at, edits }] : [];
        });
        assert.deepEqual(spellings.close(word, max), expected, word);
      }
      const otherwise = words.flatMap((other, at) =>
        other[0] !== word[0] && plainDistance(word, other) === 1 ? [at] : [],
      );
      const found = spellings.closeFirst(word).map(({ at }) => at);
      assert.deepEqual(
        found.sort((a, b) => a - b),
        otherwise,
        word,
      );
    }
  });
});

describe('createArena', () => {
  it('gives strings back and compares them as strings compare', () => {
    const words = ['', 'a', 'ab', 'b', '🎬', 'ж', 'ab', 'a'.repeat(3_000)];
    const arena = createArena();
    for (const word of words) arena.push(word);
    for (const [a, first] of words.entries()) {
      assert.equal(arena.text(a), first);
      for (const [b, second] of words.entries()) {
        const expected = first < second ? -1 : first > second ? 1 : 0;
        assert.equal(Math.sign(arena.compare(a, b)), expected);
        assert.equal(Math.sign(arena.compareWith(a, second)), expected);
      }
    }
  });
});
