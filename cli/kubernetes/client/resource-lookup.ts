import { UserError } from '#cli/errors.ts';
import type { ObjectRef } from '../objects.ts';
import type { Resource } from '../resources.ts';
import { knownResource } from '../resources.ts';

/** The resource of a kind: a known resource, or one that the cluster lists. The lists are cached. */
export function createResourceLookup(
  request: <T>(path: string, what: string, options: { signal: AbortSignal }) => Promise<T>,
) {
  const discovered = new Map<string, Resource>();
  return async (
    { apiVersion, kind }: Pick<ObjectRef, 'apiVersion' | 'kind'>,
    signal: AbortSignal,
  ): Promise<Resource> => {
    const known = knownResource(apiVersion, kind) ?? discovered.get(`${apiVersion}/${kind}`);
    if (known) return known;
    const path = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    const { resources } = await request<{ resources: { name: string; kind: string; namespaced: boolean }[] }>(
      path,
      `API ${apiVersion}`,
      { signal },
    );
    for (const { name, kind: other, namespaced } of resources) {
      if (!name.includes('/'))
        discovered.set(`${apiVersion}/${other}`, { apiVersion, kind: other, plural: name, namespaced });
    }
    const found = discovered.get(`${apiVersion}/${kind}`);
    if (found) return found;
    throw new UserError(`The cluster has no kind ${kind} in ${apiVersion}`, {
      code: 'kind_unknown',
      hint: { text: 'install its CustomResourceDefinition, or use a newer cluster' },
    });
  };
}
