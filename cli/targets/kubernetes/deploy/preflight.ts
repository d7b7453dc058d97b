import { InfluscopeError, OperationError } from '#cli/errors.ts';
import type { Conflict, Preview } from '#cli/kubernetes/apply/adopt.ts';
import { ConflictsError, conflictKey, describeConflict, previewApply } from '#cli/kubernetes/apply/adopt.ts';
import type { KubeClient } from '#cli/kubernetes/client/client.ts';
import { isStatus } from '#cli/kubernetes/client/errors.ts';
import type { Stage } from '#cli/kubernetes/manifests.ts';
import type { KubeObject } from '#cli/kubernetes/objects.ts';
import { refOf } from '#cli/kubernetes/objects.ts';
import { FIELD_MANAGER } from '../names.ts';

export interface Preflight {
  previews: { object: KubeObject; preview: Preview | null }[];
  conflicts: Conflict[];
}

/**
 * Previews every object before the first write, so that a refusal names all reasons at once and nothing is half applied.
 * Objects of a namespace that does not exist have no preview. Throws an `OperationError` for objects that the cluster rejects.
 */
export async function previewStages(
  client: KubeClient,
  stages: readonly Stage[],
  { spaceExists, signal }: { spaceExists: boolean; signal: AbortSignal },
): Promise<Preflight> {
  const rejected: InfluscopeError[] = [];
  const objects = stages.flatMap((stage) => stage.objects);
  const previews = await Promise.all(
    objects.map(async (object) => {
      if (!spaceExists && refOf(object).namespace !== undefined) return { object, preview: null };
      try {
        return { object, preview: await previewApply(client, object, { manager: FIELD_MANAGER, signal }) };
      } catch (error) {
        if (isStatus(error, 400) && /dry.?run/i.test(error.message)) return { object, preview: null };
        if (!(error instanceof InfluscopeError) || error.code !== 'object_invalid') throw error;
        rejected.push(error);
        return { object, preview: null };
      }
    }),
  );
  if (rejected.length > 0) throw rejection(rejected);
  return { previews, conflicts: previews.flatMap(({ preview }) => preview?.conflicts ?? []) };
}

/** The conflicts that may be overwritten: with `--force-conflicts` those that were found, else none. */
export function allowConflicts(conflicts: readonly Conflict[], force: boolean): ReadonlySet<string> {
  if (conflicts.length === 0) return new Set();
  if (!force) throw new ConflictsError(conflicts);
  return new Set(conflicts.map(conflictKey));
}

export function describeTaken(conflicts: readonly Conflict[]): string {
  return `Overwriting these fields of other field managers:\n${conflicts.map(describeConflict).join('\n')}`;
}

function rejection(errors: readonly InfluscopeError[]): OperationError {
  return new OperationError(errors.map(({ message }) => message).join('\n'), {
    code: 'object_invalid',
    hint: {
      text: 'an immutable field requires a new object; delete the objects and keep the data, then repeat the command',
      command: ['down', '--keep-data'],
    },
    cause: errors[0],
  });
}
