import { AbortError, InfluscopeError } from '#cli/errors.ts';
import { readAddedFields } from '#cli/kubernetes/apply/added-fields.ts';
import type { Conflict } from '#cli/kubernetes/apply/adopt.ts';
import { describeConflict } from '#cli/kubernetes/apply/adopt.ts';
import type { KubeClient } from '#cli/kubernetes/client/client.ts';
import type { KubeObject } from '#cli/kubernetes/objects.ts';
import type { Event } from '#cli/output/events/events.ts';
import { note, warning } from '#cli/output/events/events.ts';
import type { Kubernetes } from '../kubernetes.ts';
import { FIELD_MANAGER } from '../names.ts';
import type { History } from './history.ts';
import { objectsOf, readHistory } from './history.ts';
import { recordRevision } from './record.ts';
import { restoreSettings, returnTo } from './return-to.ts';
import type { Revision } from './revision.ts';
import { describeObjects } from './revision.ts';

const ROLLBACK_TIMEOUT_MS = 5 * 60_000;
const FAILURES = new Set(['rollout_failed', 'not_ready']);

export interface FailedDeploy {
  /** The applications of the deploy. */
  objects: readonly KubeObject[];
  /** `settings`: the deploy failed before it changed the services. */
  reached: 'settings' | 'services';
  /** Keys of the conflicts that the deploy may overwrite. */
  allowed: ReadonlySet<string>;
  /** `--no-rollback`. */
  stays: boolean;
  /** Ends when the lock is lost or a person interrupts; not when the deploy's time is up. */
  signal: AbortSignal;
}

/** Is this the failure of a rollout, and not an interruption or a lost connection? */
export const isFailedRollout = (error: unknown): boolean =>
  error instanceof InfluscopeError && !(error instanceof AbortError) && FAILURES.has(error.code);

/** After a deploy that failed: the applications return to the last good revision. Never throws: the deploy's error is the result. */
export async function* rollBackFailed(
  kube: Kubernetes,
  client: KubeClient,
  { objects, reached, allowed, stays, signal }: FailedDeploy,
): AsyncGenerator<Event> {
  const within = AbortSignal.any([signal, AbortSignal.timeout(ROLLBACK_TIMEOUT_MS)]);
  try {
    const history = await readHistory(client, kube.namespace, within);
    await recordRevision(kube, client, { objects, result: 'failed' }, within);
    const good = lastGood(history, objects);
    if (good === null && reached === 'settings') return;
    if (good === null)
      return yield note('no_rollback', 'There is no earlier good revision; the services stay as they are');
    if (stays) {
      return yield note(
        'no_rollback',
        `The services stay as they are; the last good revision is ${good.number}`,
        {
          command: ['rollback', String(good.number)],
        },
      );
    }
    const earlier = objectsOf(history, good.number) ?? [];
    if (reached === 'settings') {
      await restoreSettings(kube, client, { objects: earlier, allowed, signal: within });
      await recordRevision(kube, client, { objects: earlier, result: 'ready', repeats: good.number }, within);
      return yield note(
        'settings_restored',
        `The services were not changed; their settings are those of revision ${good.number} again`,
      );
    }
    const kept = await readAddedFields(client, earlier, {
      manager: FIELD_MANAGER,
      since: Date.parse(good.at),
      signal: within,
    });
    if (kept.length > 0)
      yield warning('fields_kept', describeKept(kept, good), {
        text: 'remove these fields',
        command: ['rollback', String(good.number), '--force-conflicts'],
      });
    yield warning('rollback', `Returning the services to revision ${good.number}; servers and data stay`);
    yield* returnTo(kube, client, { objects: earlier, leave: objects, allowed, signal: within });
    await recordRevision(kube, client, { objects: earlier, result: 'ready', repeats: good.number }, within);
    yield note('rolled_back', `The services run revision ${good.number} again`);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    yield warning('rollback_failed', `The rollback failed: ${reason}`, { command: ['explain'] });
  }
}

const describeKept = (fields: readonly Conflict[], { number }: Revision): string =>
  `Other field managers added these fields after revision ${number} became ready; the rollback keeps them:\n${fields.map(describeConflict).join('\n')}`;

/** The newest good revision with other applications than these. */
export function lastGood(history: History, objects: readonly KubeObject[]): Revision | null {
  const { digest } = describeObjects(objects);
  const found = history.revisions.findLast(
    (one) => one.result === 'ready' && one.digest !== digest && history.objects.has(one.number),
  );
  return found ?? null;
}
