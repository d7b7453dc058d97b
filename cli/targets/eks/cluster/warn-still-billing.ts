import type { Aws } from '#cli/aws/aws.ts';
import { listClusterStacks } from '#cli/aws/stacks.ts';
import type { Event } from '#cli/output/events/events.ts';
import { warning } from '#cli/output/events/events.ts';
import { isMoving } from './next-action.ts';

const TIMEOUT_MS = 8_000;

/**
 * After an interrupted command: what AWS still runs, and bills. `requested` says that eksctl may have asked for a cluster
 * whose stack is not visible yet. Has its own time limit.
 */
export async function* warnStillBilling(aws: Aws, name: string, requested = false): AsyncGenerator<Event> {
  try {
    const stacks = await listClusterStacks(aws, name, AbortSignal.timeout(TIMEOUT_MS));
    if (stacks.length === 0) {
      if (requested)
        yield warning(
          'still_billing',
          'AWS shows no stack yet, but may have accepted the request for the cluster. If so, AWS bills for it. influscope down deletes what was created',
        );
      return;
    }
    const moving = stacks.filter(({ status }) => isMoving(status));
    const told = (moving.length > 0 ? moving : stacks).map((stack) => `${stack.name} (${stack.status})`);
    yield warning(
      'still_billing',
      `${moving.length > 0 ? 'AWS continues without this command' : 'AWS still runs'}: ${told.join(', ')}. This keeps billing. To continue: influscope up. To delete it: influscope down`,
    );
  } catch {
    yield warning(
      'still_billing',
      'Cannot reach AWS. Created resources keep billing until influscope down deletes them',
    );
  }
}
