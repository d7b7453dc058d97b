import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openKernel } from '#adapters/meaning/model/kernel.ts';
import { seededRandom } from '#tests/support/seeded-random.ts';

const [ROWS, SCALES, INPUT, WHOLE, WEIGHTS, BIAS, BEFORE, AFTER, OUT] = Array.from(
  { length: 9 },
  (_, area) => 1024 + area * 16_384,
) as [number, number, number, number, number, number, number, number, number];

function openMemory() {
  const { kernel, memory } = openKernel(262_144);
  const random = seededRandom(3);
  const floats = (at: number, count: number) => {
    const view = new Float32Array(memory, at, count);
    view.set(Array.from(view, () => random() * 4 - 2));
    return view;
  };
  return { kernel, memory, random, floats };
}

const near = (actual: number, expected: number, most: number) =>
  assert.ok(Math.abs(actual - expected) <= most, `${actual}, expected ${expected}`);

for (const count of [1, 4, 7])
  test(`a product of ${count} rows with bias, sums and limit equals the formula`, () => {
    const { kernel, memory, random, floats } = openMemory();
    const [depth, columns] = [24, 6];
    const input = floats(INPUT, count * depth);
    const weights = new Int8Array(memory, WEIGHTS, depth * columns);
    weights.set(Array.from(weights, () => Math.floor(random() * 256) - 128));
    const [bias, before, after] = [
      floats(BIAS, columns),
      floats(BEFORE, count * columns),
      floats(AFTER, count * columns),
    ];
    for (let row = 0; row < count + 4; row++) {
      const from = INPUT + Math.min(row, count - 1) * depth * 4;
      const to = WHOLE + row * depth * 2;
      new Uint32Array(memory, ROWS)[row] = to;
      new Float32Array(memory, SCALES)[row] = kernel.quantize(from, depth, kernel.largest(from, depth), to);
    }
    const out = new Float32Array(memory, OUT, (count + 1) * columns);
    kernel.multiply(
      ...[ROWS, count, SCALES, WEIGHTS, depth, columns, 0.01],
      ...([BIAS, BEFORE, AFTER, columns * 4, 1, OUT, columns * 4] as const),
    );
    for (let row = 0; row < count; row++)
      for (let column = 0; column < columns; column++) {
        let sum = bias[column]! + before[row * columns + column]!;
        for (let i = 0; i < depth; i++) sum += input[row * depth + i]! * weights[column * depth + i]! * 0.01;
        near(out[row * columns + column]!, Math.max(0, sum) + after[row * columns + column]!, 0.01);
      }
    assert.deepEqual([...out.subarray(count * columns)], Array(columns).fill(0), 'no row more is written');
  });

test('normalized rows have the mean and the variance that gamma and beta say', () => {
  const { kernel, memory, floats } = openMemory();
  const width = 64;
  const rows = floats(INPUT, width * 3);
  new Float32Array(memory, BIAS, width).fill(2);
  new Float32Array(memory, AFTER, width).fill(-1);
  kernel.normalizeRows(INPUT, 3, width, BIAS, AFTER, 1e-9);
  for (let row = 0; row < 3; row++) {
    const values = [...rows.subarray(row * width, (row + 1) * width)];
    const mean = values.reduce((sum, value) => sum + value, 0) / width;
    near(mean, -1, 1e-4);
    near(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / width, 4, 1e-3);
  }
});

test('the average of rows is that of each column', () => {
  const { kernel, memory, floats } = openMemory();
  const rows = floats(INPUT, 8 * 3);
  kernel.averageRows(INPUT, 3, 8, OUT);
  for (let column = 0; column < 8; column++)
    near(
      new Float32Array(memory, OUT)[column]!,
      (rows[column]! + rows[8 + column]! + rows[16 + column]!) / 3,
      1e-6,
    );
});

test('a row of zeros stays zeros as whole numbers', () => {
  const { kernel, memory } = openMemory();
  assert.equal(kernel.quantize(INPUT, 16, kernel.largest(INPUT, 16), WHOLE), 0);
  assert.deepEqual([...new Int16Array(memory, WHOLE, 16)], Array(16).fill(0));
});
