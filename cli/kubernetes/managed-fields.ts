import type { KubeObject } from './objects.ts';

interface ManagedFields {
  manager?: string;
  operation?: string;
  subresource?: string;
  fieldsV1?: Record<string, unknown>;
}

/** Did this manager apply the object (server-side apply)? */
export function isAppliedBy({ metadata }: KubeObject, manager: string): boolean {
  return entries(metadata.managedFields).some(
    (entry) => entry.manager === manager && entry.operation === 'Apply' && entry.subresource === undefined,
  );
}

/** The managers that hold a field, named as in `fieldsV1`: `['f:spec', 'f:accessModes']`. */
export function managersOf({ metadata }: KubeObject, path: readonly string[]): string[] {
  return entries(metadata.managedFields).flatMap(({ manager, fieldsV1 }) => {
    let at: unknown = fieldsV1;
    for (const name of path) at = (at as Record<string, unknown> | undefined)?.[name];
    return manager !== undefined && at !== undefined ? [manager] : [];
  });
}

function entries(fields: readonly unknown[] | undefined): ManagedFields[] {
  return (fields ?? []) as ManagedFields[];
}
