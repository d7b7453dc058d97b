/**
 * What takes time and heals by itself, on a cluster with fake nodes: no deploy may fail because of it. `node --test
 * tests/kubernetes/patience.ts` with KUBECONFIG and kubectl on PATH; `PATIENCE_ROUNDS` repeats each delay with other times,
 * `SEED` chooses them. Prints the time from the moment that everything was ready to the end of the command.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createPlace, skipReason } from '../integration/cli/kubernetes/cluster.ts';
import { DELAYS } from './patience/delays.ts';
import type { Ways } from './patience/run-delay.ts';
import { openWays, runDelay } from './patience/run-delay.ts';

const ROUNDS = Number(process.env.PATIENCE_ROUNDS ?? 1);
const SEED = Number(process.env.SEED ?? 1);

describe('what heals by itself fails no deploy', { skip: skipReason(), concurrency: false }, () => {
  let ways: Ways;
  const wasted: number[] = [];
  before(async () => {
    ways = await openWays();
  });
  after(async () => {
    await ways?.close();
    const sorted = wasted.toSorted((a, b) => a - b);
    process.stdout.write(
      `${sorted.length} deploys; milliseconds from ready to the end: median ${sorted[Math.floor(sorted.length / 2)]?.toFixed(0)}, most ${sorted.at(-1)?.toFixed(0)}\n`,
    );
  });

  for (let round = 1; round <= ROUNDS; round++)
    for (const [index, delay] of DELAYS.entries())
      test(`${delay.name} (${round})`, async (context) => {
        const place = await createPlace();
        try {
          const seed = SEED * 1_000 + round * 100 + index;
          const { code, stdout, wastedMs, warnings } = await runDelay(place, delay, { ways, seed, scale: 1 });
          assert.equal(code, 0, stdout);
          wasted.push(wastedMs);
          context.diagnostic(
            `${wastedMs.toFixed(0)} ms after it was ready; meanwhile: ${warnings.join(', ') || '-'}`,
          );
        } finally {
          await place.dispose();
        }
      });
});
