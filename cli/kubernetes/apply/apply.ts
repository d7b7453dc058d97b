import { OperationError } from '#cli/errors.ts';
import type { KubeClient } from '../client/client.ts';
import { KubeError } from '../client/errors.ts';
import type { KubeObject } from '../objects.ts';
import { describeRef, refOf } from '../objects.ts';
import { resourcePath } from '../resources.ts';

export interface ApplyOptions {
  /** The name under which the cluster records which fields are ours. */
  manager: string;
  /** Takes fields from other managers. */
  force: boolean;
  /** The server says what would be, and changes nothing. */
  dryRun?: boolean;
  signal: AbortSignal;
}

/** Server-side apply: sets our fields of the object; the fields of other managers stay. Returns the object. */
export async function applyObject(
  client: KubeClient,
  object: KubeObject,
  options: ApplyOptions,
): Promise<KubeObject> {
  const { manager, force, dryRun = false, signal } = options;
  const ref = refOf(object);
  const resource = await client.resourceOf(ref, signal);
  const query = new URLSearchParams({
    fieldManager: manager,
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

/** Fields that another manager set to something else; nothing was changed. */
export class FieldConflictError extends OperationError {
  readonly fields: readonly { field: string; manager: string }[];
  constructor(name: string, fields: FieldConflictError['fields'], cause: unknown) {
    const lines = fields.map(({ field, manager }) => `  ${field}: set by ${manager}`);
    super(`${name} has fields that another field manager owns:\n${lines.join('\n')}`, {
      code: 'field_conflict',
      cause,
    });
    this.fields = fields;
  }
}

function toApplyError(error: KubeError, name: string): OperationError {
  const causes = error.details?.causes ?? [];
  const conflicts = causes.filter(({ reason }) => reason === 'FieldManagerConflict');
  if (error.status === 409 && conflicts.length > 0) {
    const fields = conflicts.map(({ field = '', message = '' }) => ({ field, manager: managerOf(message) }));
    return new FieldConflictError(name, fields, error);
  }
  if (error.status === 422) {
    const lines = causes.map(({ field, message }) => `  ${field}: ${message}`);
    return new OperationError(`The cluster rejects ${name}:\n${lines.join('\n') || `  ${error.message}`}`, {
      code: 'object_invalid',
      cause: error,
    });
  }
  return error;
}

/** `conflict with "kubectl-edit" using apps/v1` -> `kubectl-edit`. */
function managerOf(message: string): string {
  return /conflict with "([^"]+)"/.exec(message)?.[1] ?? message;
}
