import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { MIN_SAMPLE, medianInterval } from '#analytics/engagement/median-interval.ts';

const upTo = (n: number) => Array.from({ length: n }, (_, i) => i + 1);

describe('medianInterval', () => {
  it('takes the 3rd and 10th of twelve values, with a coverage of 1 − 2·(1+12+66)/4096', () => {
    assert.deepEqual(medianInterval(upTo(12)), {
      median: 6.5,
      mean: 6.5,
      low: 3,
      high: 10,
      coverage: 1 - 158 / 4096,
    });
  });

  it('takes the extremes of six values, with a coverage of 1 − 2/64', () => {
    const interval = medianInterval([6, 5, 4, 3, 2, 1]);
    assert.deepEqual([interval?.low, interval?.high, interval?.coverage], [1, 6, 0.96875]);
  });

  it('takes the 10th and 21st of thirty values', () => {
    // 2·(1 + 30 + 435 + … + C(30, 9)) = 2·22,964,087 of 2^30.
    const interval = medianInterval(upTo(30));
    assert.deepEqual([interval?.low, interval?.high], [10, 21]);
    assert.equal(interval?.coverage, 1 - (2 * 22_964_087) / 2 ** 30);
  });

  it('is the narrowest pair that reaches 95 %, for every sample size', () => {
    for (let n = MIN_SAMPLE; n <= 30; n++) {
      const interval = medianInterval(upTo(n));
      const k = interval?.low ?? 0;
      assert.equal(interval?.high, n + 1 - k, `n=${n}`);
      assert.ok((interval?.coverage ?? 0) >= 0.95, `n=${n}`);
      assert.ok(coverageOf(n, k + 1) < 0.95, `n=${n}: a narrower pair would do`);
    }
  });

  it('has no interval under six values, where even the extremes cover 93.75 %', () => {
    assert.equal(medianInterval(upTo(5)), null);
    assert.equal(medianInterval([]), null);
    assert.ok(coverageOf(5, 1) < 0.95);
  });

  it('takes the middle value of an odd number, and the mean beside it', () => {
    const interval = medianInterval([100, 1, 2, 3, 4, 5, 6]);
    assert.deepEqual([interval?.median, interval?.mean], [4, 121 / 7]);
  });

  it('does not depend on the order of the values', () => {
    const values = [0.1, 0.7, 0.2, 0.33, 0.05, 0.9, 0.41];
    assert.deepEqual(medianInterval(values), medianInterval(values.toReversed()));
  });
});

/** By Pascal's triangle, unlike the code under test. */
function coverageOf(n: number, k: number): number {
  let row = [1];
  for (let i = 0; i < n; i++) row = [1, ...row.map((value, j) => value + (row[j + 1] ?? 0))];
  const tail = row.slice(0, k).reduce((sum, value) => sum + value, 0);
  return 1 - (2 * tail) / 2 ** n;
}
