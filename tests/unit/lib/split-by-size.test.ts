import assert from 'node:assert/strict';
import { test } from 'node:test';
import { splitBySize } from '#lib/split-by-size.ts';

const split = (sizes: number[], maxItems: number, maxSize: number) => [
  ...splitBySize(sizes, { maxItems, maxSize, sizeOf: (size) => size }),
];

test('keeps groups within the number of items and the size, in order', () => {
  assert.deepEqual(split([1, 1, 1, 1, 1], 2, 100), [[1, 1], [1, 1], [1]]);
  assert.deepEqual(split([4, 4, 4, 1], 10, 8), [
    [4, 4],
    [4, 1],
  ]);
});

test('gives an item that exceeds the size a group of its own', () => {
  assert.deepEqual(split([1, 9, 1], 10, 8), [[1], [9], [1]]);
});

test('makes no group of no items', () => assert.deepEqual(split([], 10, 8), []));
