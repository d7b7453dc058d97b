import { OperationError } from '#cli/errors.ts';
import { describeDiscovery } from '#cli/output/events/discovery.ts';
import { event, warning } from '#cli/output/events/events.ts';
import { formatCount } from '#cli/output/text/format.ts';
import type { DiscoveryStatus } from '#contract/sources/discovery.ts';
import type { RunKind } from '../follow-run.ts';
import { pauseNote } from '../pause-note.ts';

/** Discoveries, as a command follows them. */
export const DISCOVERY: RunKind<DiscoveryStatus> = {
  command: 'discover',
  name: 'Discovery',
  path: '/discoveries',
  isRunning: (status) => !isOver(status) && status.paused_until == null,
  count: ({ kept }) => kept,
  started({ topic, seeds, source }) {
    const about = topic === null ? seeds.join(', ') : `"${topic}"`;
    return `Discovering ${about} on ${source}`;
  },
  done: ({ kept, source, state }) =>
    state === 'failed' || kept === 0 ? null : `Discovered ${formatCount(kept)} profiles on ${source}`,
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
  notes: (status) => [
    // If other steps found accounts, a refused search is not worth a warning; the JSON output lists it.
    ...(status.refused ?? []).flatMap(({ seed, reason }) =>
      seed === null ? [] : warning('seed_refused', `Seed "${seed}": ${reason}`),
    ),
    ...(isPaused(status) ? [pauseNote('discover', status)] : []),
  ],
  check: refuseFruitless,
  onStop: 'Its profiles become searchable as they arrive',
};

function isOver({ state }: DiscoveryStatus): boolean {
  return state !== 'finding' && state !== 'reading';
}

function isPaused(status: DiscoveryStatus): boolean {
  return !isOver(status) && status.paused_until != null;
}

function refuseFruitless(status: DiscoveryStatus): void {
  const { id, state, reason, kept, source, found, topic, seeds, min_followers, dropped } = status;
  if (isPaused(status) && kept === 0) {
    throw new OperationError(`The discovery on ${source} is paused: ${reason ?? 'unknown reason'}`, {
      code: 'discovery_paused',
      hint: { text: 'it continues automatically; follow it', command: ['discover', '--resume', id] },
    });
  }
  if (state === 'failed') {
    throw new OperationError(`The discovery on ${source} failed: ${reason ?? 'unknown reason'}`, {
      code: 'discovery_failed',
      hint: { command: ['sources'] },
    });
  }
  if (state !== 'done' || kept > 0) return;
  const smaller = (dropped.few_followers ?? 0) > 0 && min_followers > 0;
  const again = [
    'discover',
    ...(topic === null ? [] : [topic]),
    ...['--source', source],
    ...seeds.flatMap((seed) => ['--seed', seed]),
    ...['--min-followers', '0'],
  ];
  throw new OperationError(
    found === 0
      ? `${source} has no account for ${topic === null ? 'this seed' : 'this topic'}`
      : `None of the ${formatCount(found)} accounts on ${source} could be kept`,
    {
      code: 'nothing_found',
      hint: smaller
        ? { text: 'include smaller accounts', command: again }
        : { text: topic === null ? 'use another account as seed' : 'use other words, or a seed' },
    },
  );
}
