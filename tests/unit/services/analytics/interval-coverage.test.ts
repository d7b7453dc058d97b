import assert from 'node:assert/strict';
import { it } from 'node:test';
import { medianInterval } from '#analytics/engagement/median-interval.ts';
import { seededRandom } from '#tests/support/seeded-random.ts';

const RUNS = 10_000;
const SAMPLES = [6, 7, 12, 20, 30];

/** Distributions of rates by their inverse: the median is the value at one half. */
const DISTRIBUTIONS: Record<string, (p: number) => number> = {
  uniform: (p) => p,
  exponential: (p) => -Math.log(1 - p) / 30,
  'heavy-tailed (Pareto)': (p) => 0.01 / (1 - p) ** (1 / 1.2),
  'log-logistic': (p) => 0.02 * (p / (1 - p)) ** 0.8,
  'two groups': (p) => (p < 0.7 ? 0.01 + p / 100 : 0.2 + p / 100),
  'few distinct values': (p) => Math.floor(p * 8) / 1_000,
};

for (const [index, [name, inverse]] of Object.entries(DISTRIBUTIONS).entries()) {
  it(`the interval encloses the median in at least 93 % of samples: ${name}`, (t) => {
    for (const n of SAMPLES) {
      const random = seededRandom(1_000 * index + n);
      const median = inverse(0.5);
      let enclosed = 0;
      let promised = 0;
      for (let run = 0; run < RUNS; run++) {
        const interval = medianInterval(Array.from({ length: n }, () => inverse(random())));
        assert.ok(interval !== null);
        promised = interval.coverage;
        if (interval.low <= median && median <= interval.high) enclosed++;
      }
      const share = enclosed / RUNS;
      t.diagnostic(`n = ${n}: ${share} of samples, ${promised.toFixed(4)} by theory`);
      assert.ok(share >= 0.93, `n = ${n}: ${share}`);
      assert.ok(share >= promised - 0.01, `n = ${n}: ${share} where ${promised} is promised`);
    }
  });
}
