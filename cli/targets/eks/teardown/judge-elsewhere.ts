import { StillBillsError } from '#cli/errors.ts';
import type { Event } from '#cli/output/events/events.ts';
import { warning } from '#cli/output/events/events.ts';
import type { Elsewhere } from './look-elsewhere.ts';

export interface Place {
  name: string;
  region: string;
  /** Whether this region had resources of the cluster. */
  foundHere: boolean;
}

/**
 * Reports resources in other regions. Throws a `StillBillsError` if this region had none, and another one has, or may: the
 * command probably ran for the wrong region.
 */
export function* judgeElsewhere(
  { found, unseen }: Elsewhere,
  { name, region, foundHere }: Place,
): Generator<Event> {
  const [first] = found;
  const told = found.map((one) => `${one.count} in ${one.region}`).join(', ');
  if (foundHere) {
    if (first)
      yield warning(
        'other_region',
        `Another cluster "${name}" has resources: ${told}. They are not deleted and still bill`,
      );
    return;
  }
  if (first) {
    throw new StillBillsError(
      `"${name}" has no resources in ${region}, but has resources elsewhere: ${told}`,
      {
        code: 'other_region',
        hint: { command: ['down', '--target', 'eks', '--region', first.region] },
        laggards: found.map((one) => one.region),
      },
    );
  }
  if (unseen.length === 0) return;
  const regions = unseen.map((one) => one.region);
  throw new StillBillsError(
    `"${name}" has no resources in ${region}. Other regions could not be checked (${regions.join(', ')}): ${unseen[0]?.why}`,
    { code: 'regions_not_seen', hint: { command: ['doctor', '--target', 'eks'] }, laggards: regions },
  );
}
