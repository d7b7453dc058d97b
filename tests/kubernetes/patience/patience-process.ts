/** Runs one delay for each message, each in a namespace of its own; `bench/patience/patience.ts` starts several of these. */
import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { createPlace } from '#tests/integration/cli/kubernetes/cluster.ts';
import { DELAYS } from './delays.ts';
import type { Outcome } from './run-delay.ts';
import { openWays, runDelay } from './run-delay.ts';

/** What to run. */
export interface Order {
  /** Of `DELAYS`. */
  delay: number;
  seed: number;
  scale: number;
}

/** What happened; `fault` is an error of the run itself, which says nothing about the wait. */
export type Answer = { name: string; outcome: Outcome } | { name: string; fault: string };

const ways = await openWays();

async function run({ delay: at, seed, scale }: Order): Promise<Answer> {
  const delay = DELAYS[at];
  if (delay === undefined) throw new Error(`there is no delay ${at}`);
  const { name } = delay;
  const place = await createPlace();
  try {
    return { name, outcome: await runDelay(place, delay, { ways, seed, scale }) };
  } catch (error) {
    return { name, fault: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  } finally {
    // Cheaper than `down`, and not what is measured.
    await place
      .kubectl('delete', 'namespace', place.name, '--ignore-not-found', '--wait=false')
      .catch(() => {});
    place.client.close();
    rmSync(dirname(place.root), { recursive: true, force: true });
  }
}

process.on('message', (order: Order) => void run(order).then((answer) => process.send?.(answer)));
process.once('disconnect', () => process.exit());
