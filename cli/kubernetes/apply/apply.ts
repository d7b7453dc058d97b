import { OperationError } from '#cli/errors.ts';
import type { KubeClient } from '../client/client.ts';
import { KubeError } from '../client/errors.ts';
import type { KubeObject } from '../objects.ts';
import { describeRef, refOf } from '../objects.ts';
import { resourcePath } from '../resources.ts';

/** Under this name the cluster remembers which fields are ours. */
export const FIELD_MANAGER = 'influscope';

export interface ApplyOptions {
  /** Takes fields from other managers. */
  force: boolean;
  /** The server says what would be, and changes nothing. */
  dryRun?: boolean;
  signal: AbortSignal;
}

/** Server-side apply: the object becomes as said, others' fields stay theirs. Answers what it is now. */
export async function applyObject(
  client: KubeClient,
  object: KubeObject,
  options: ApplyOptions,
): Promise<KubeObject> {
  const { force, dryRun = false, signal } = options;
  const ref = refOf(object);
  const resource = await client.resourceOf(ref, signal);
  const query = new URLSearchParams({
    fieldManager: FIELD_MANAGER,
    force: String(force),
    fieldValidation: 'Strict',
    ...(dryRun && { dryRun: 'All' }),
  });
  try {
    return await client.request<KubeObject>(`${resourcePath(resource, ref)}?${query}`, describeRef(ref), {
      method: 'PATCH',
      // JSON is YAML.
      contentType: 'application/apply-patch+yaml',
      body: object,
      signal,
    });
  } catch (error) {
    throw error instanceof KubeError ? toApplyError(error, describeRef(ref)) : error;
  }
}

function toApplyError(error: KubeError, name: string): OperationError {
  const causes = error.details?.causes ?? [];
  if (error.status === 409 && causes.some(({ reason }) => reason === 'FieldManagerConflict')) {
    const told = causes.map(({ field, message = '' }) => `  ${field}: held by ${managerOf(message)}`);
    return new OperationError(`${name} has fields that another manager holds:\n${told.join('\n')}`, {
      code: 'field_conflict',
      hint: 'influscope deploy --force-conflicts takes them over',
      cause: error,
    });
  }
  if (error.status === 422) {
    const told = causes.map(({ field, message }) => `  ${field}: ${message}`);
    return new OperationError(`${name} cannot be made so:\n${told.join('\n') || `  ${error.message}`}`, {
      code: 'object_invalid',
      hint: 'a field that cannot change needs the object made anew: influscope down --keep-data, then influscope up',
      cause: error,
    });
  }
  return error;
}

/** `conflict with "kubectl-edit" using apps/v1` -> `kubectl-edit`. */
function managerOf(message: string): string {
  return /conflict with "([^"]+)"/.exec(message)?.[1] ?? message;
}
