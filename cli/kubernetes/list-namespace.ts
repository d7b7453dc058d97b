import type { KubeClient } from './client/client.ts';
import { KubeError } from './client/errors.ts';
import { discoverKinds } from './discovery.ts';
import type { KubeObject } from './objects.ts';

export interface NamespaceContent {
  /** Metadata of every object that can be deleted, events left out. */
  objects: readonly KubeObject[];
  /** Keys (`kindKey`) of the kinds that were listed. */
  kinds: ReadonlySet<string>;
  /** Kinds whose objects could not be listed, with the reason. */
  unseen: readonly { kind: string; reason: string }[];
}

/** Lists a namespace's objects of every kind that the cluster serves. Reads metadata alone, never the content of a Secret. */
export async function listNamespace(
  client: KubeClient,
  namespace: string,
  signal: AbortSignal,
): Promise<NamespaceContent> {
  const { kinds, unavailable } = await discoverKinds(client, signal);
  const unseen = unavailable.map((api) => ({ kind: api, reason: 'its API does not answer' }));
  // What cannot be deleted is made up at each request, such as metrics.
  const listed = kinds.filter(
    ({ namespaced, verbs, kind }) =>
      namespaced && verbs.includes('list') && verbs.includes('delete') && kind !== 'Event',
  );
  const lists = await Promise.all(
    listed.map(async (resource) => {
      try {
        return (await client.list<KubeObject>(resource, { namespace, metadataOnly: true }, signal)).items;
      } catch (error) {
        if (!(error instanceof KubeError) || error.status < 400 || error.status === 401) throw error;
        // A definition may have been deleted since.
        if (error.status !== 404)
          unseen.push({ kind: `${resource.plural} (${resource.apiVersion})`, reason: error.message });
        return [];
      }
    }),
  );
  // Some kinds are served by two API groups.
  const objects = new Map(
    lists.flat().map((object) => [object.metadata.uid ?? JSON.stringify(object), object]),
  );
  return { objects: [...objects.values()], kinds: new Set(listed.map(kindKey)), unseen };
}

/** `apps/Deployment`, whatever the version. */
export function kindKey({ apiVersion = '', kind }: { apiVersion?: string; kind: string }): string {
  return `${apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : ''}/${kind}`;
}
