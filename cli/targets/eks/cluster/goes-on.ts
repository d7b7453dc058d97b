import type { Aws } from '#cli/aws/aws.ts';
import { listClusterStacks } from '#cli/aws/stacks.ts';
import type { Event } from '#cli/output/events/events.ts';
import { warning } from '#cli/output/events/events.ts';
import type { Eks } from '../eks-target.ts';
import { isMoving } from './next-action.ts';

const ASK_TIMEOUT_MS = 8_000;

/** What AWS does and bills without us, after a command that did not come to its end. Asks in a time of its own. */
export async function* tellWhatGoesOn(eks: Eks, aws: Aws): AsyncGenerator<Event> {
  try {
    const stacks = await listClusterStacks(aws, eks.name, AbortSignal.timeout(ASK_TIMEOUT_MS));
    if (stacks.length === 0) return;
    const moving = stacks.filter(({ status }) => isMoving(status));
    const told = (moving.length > 0 ? moving : stacks).map(({ name, status }) => `${name} (${status})`);
    yield warning(
      'goes_on',
      moving.length > 0
        ? `AWS goes on by itself with ${told.join(', ')}. What is there bills: influscope up continues, influscope down removes it.`
        : `There are ${told.join(', ')}. They bill: influscope up continues, influscope down removes them.`,
    );
  } catch {
    yield warning('goes_on', 'AWS cannot be asked what is there; what is there bills until influscope down');
  }
}
