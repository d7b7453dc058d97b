import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Event } from '#cli/output/events/events.ts';
import { findOldNode } from '#tests/support/cli/old-node.ts';
import { HAS_PSEUDO_TERMINAL, openTerminal } from '#tests/support/cli/pseudo-terminal.ts';
import { LAUNCHER } from '#tests/support/platform/cli.ts';
import { makeCluster } from './make-cluster.ts';
import type { Place } from './place.ts';
import { createPlace } from './place.ts';

// Runs the bundle: `npm run build` first.

interface Phase {
  args: string[];
  /** Ctrl-C is pressed once this was printed. */
  shown: string;
  /** What is run as eksctl: the stand-in, or a shell script. */
  eksctl: string | null;
  /** Whether the cluster exists before. */
  exists: boolean;
  /** Whether something may bill by then. */
  bills: boolean;
}

const DELETES = fileURLToPath(new URL('./eksctl-delete-process.ts', import.meta.url));
const UP = ['up', '--yes', '--until', 'workloads'];
const DOWN = ['down', '--delete-data', '--yes'];
const up = { args: UP, eksctl: null, exists: false, bills: true } as const;
const down = {
  args: DOWN,
  eksctl: `exec '${process.execPath}' '${DELETES}' "$@"`,
  exists: true,
  bills: true,
} as const;

const PHASES: Readonly<Record<string, Phase>> = {
  'up, in the preflight': { ...up, shown: '"step":"preflight"', bills: false },
  'up, while eksctl asks for the cluster': { ...up, shown: 'deploying stack' },
  'up, while the cluster is created': { ...up, shown: 'waiting for CloudFormation stack' },
  'up, while the nodes are created': { ...up, shown: '-nodegroup-workers\\""' },
  'up, while the instance is deployed': { ...up, shown: '"code":"context"' },
  'down, during the inventory': { ...down, shown: '"step":"inventory"' },
  'down, while eksctl deletes the cluster': { ...down, shown: 'will delete stack' },
  'down, while what eksctl left is deleted': { ...down, eksctl: 'exit 1', shown: '"step":"sweep"' },
};

let place: Place;
beforeEach(async () => {
  place = createPlace();
  await place.reset();
  await place.faults({ stack_delay_s: 1 });
});
afterEach(() => place.dispose());

for (const [label, node] of [
  ['the launcher in the same process', process.execPath],
  ['the launcher of an older Node', findOldNode()],
] as const) {
  const skip = HAS_PSEUDO_TERMINAL
    ? node === undefined && 'no Node older than 24 is installed'
    : 'python3 cannot open a pseudo-terminal';
  describe(`with ${label}, Ctrl-C in a terminal is one interrupt`, { skip }, () => {
    for (const [name, phase] of Object.entries(PHASES))
      test(name, { timeout: 300_000 }, async () => {
        place.eksctl(phase.eksctl);
        if (phase.exists) await makeCluster(place.aws, place.name, AbortSignal.timeout(60_000));
        const session = openTerminal([node ?? '', LAUNCHER, ...phase.args, '-o', 'json'], {
          cwd: place.folder,
          env: { ...place.env, INFLUSCOPE_DISCOVER: 'off' },
        });
        await session.until(phase.shown);
        session.pressCtrlC();
        assert.equal(await session.exit, 130, session.output());
        const events = readEvents(session.output());
        const errors = events.flatMap((event) => (event.type === 'error' ? [event.code] : []));
        assert.deepEqual(errors, ['interrupted'], session.output());
        const warned = events.some((event) => event.type === 'note' && event.code === 'still_billing');
        assert.equal(warned, phase.bills, session.output());
        const receipts = events.filter((event) => event.type === 'receipt');
        assert.equal(receipts.length, phase.args === DOWN ? 1 : 0, session.output());
      });
  });
}

function readEvents(output: string): Event[] {
  const lines = output.split(/\r?\n/).map((line) => line.replace(/^\^C/, ''));
  return lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as Event);
}
