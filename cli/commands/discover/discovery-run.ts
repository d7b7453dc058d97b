import { OperationError } from '#cli/errors.ts';
import { describeDiscovery } from '#cli/output/events/discovery.ts';
import { event } from '#cli/output/events/events.ts';
import { formatCount } from '#cli/output/text/format.ts';
import type { DiscoveryStatus } from '#contract/discovery.ts';
import type { RunKind } from '../follow-run.ts';

/** Discoveries, as a command follows them. */
export const DISCOVERY: RunKind<DiscoveryStatus> = {
  command: 'discover',
  name: 'Discovery',
  path: '/discoveries',
  isRunning: ({ state }) => state === 'finding' || state === 'reading',
  count: ({ kept }) => kept,
  started({ topic, seeds, source }) {
    const about = topic === null ? seeds.join(', ') : `"${topic}"`;
    return `Discovering ${about} on ${source}`;
  },
  done: ({ kept, source }) => `Discovered ${formatCount(kept)} profiles on ${source}`,
  toEvent: (status) => event({ type: 'discovery', ...status }),
  toProgress(status, here, elapsedMs) {
    const { kept, limit, state } = status;
    return event({
      type: 'progress',
      step: 'discover',
      done: kept,
      total: limit,
      unit: 'profiles',
      fraction: Math.min(1, kept / limit),
      rate: elapsedMs > 0 && state === 'reading' ? here / (elapsedMs / 1_000) : null,
      // The search may end before the limit: a guess would be wrong more often than right.
      remaining_ms: null,
      detail: describeDiscovery(status),
    });
  },
  check: refuseFruitless,
  onStop: 'Its profiles become searchable as they arrive',
};

function refuseFruitless({ id, state, reason, kept, source, found, min_followers }: DiscoveryStatus): void {
  if (state === 'failed') {
    throw new OperationError(`The discovery on ${source} failed: ${reason ?? 'unknown reason'}`, {
      code: 'discovery_failed',
      hint: { command: ['sources'] },
    });
  }
  if (state !== 'done' || kept > 0) return;
  throw new OperationError(
    found === 0
      ? `${source} has no account for this topic or seed`
      : `None of the ${formatCount(found)} accounts on ${source} could be kept`,
    {
      code: 'nothing_found',
      hint:
        min_followers > 0
          ? { text: 'include smaller accounts', command: ['discover', 'TOPIC', '--min-followers', '0'] }
          : { text: `try other words (discovery ${id})` },
    },
  );
}
