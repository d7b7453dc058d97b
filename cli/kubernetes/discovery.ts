import type { KubeClient } from './client/client.ts';
import type { Resource } from './resources.ts';

/** A kind that the cluster serves, in the version that the cluster prefers. */
export interface ServedKind extends Resource {
  verbs: readonly string[];
}

export interface Discovery {
  kinds: readonly ServedKind[];
  /** `group/version` of APIs that are registered and do not answer: their kinds are unknown. */
  unavailable: readonly string[];
}

interface DiscoveryList {
  items?: {
    metadata?: { name?: string };
    versions?: {
      version: string;
      freshness?: string;
      resources?: {
        resource: string;
        responseKind?: { kind?: string };
        scope?: string;
        verbs?: string[];
      }[];
    }[];
  }[];
}

/** Aggregated discovery, part of every API server since Kubernetes 1.30: two requests for all kinds. */
const ACCEPT = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';

/** Asks the API server for every kind that it serves, those of extensions included. */
export async function discoverKinds(client: KubeClient, signal: AbortSignal): Promise<Discovery> {
  const lists = await Promise.all(
    ['/api', '/apis'].map((path) =>
      client.request<DiscoveryList>(path, 'API discovery', { signal, accept: ACCEPT }),
    ),
  );
  const kinds: ServedKind[] = [];
  const unavailable: string[] = [];
  for (const { metadata, versions = [] } of lists.flatMap(({ items = [] }) => items)) {
    const group = metadata?.name ?? '';
    const seen = new Set<string>();
    for (const { version, freshness, resources = [] } of versions) {
      const apiVersion = group === '' ? version : `${group}/${version}`;
      if (freshness === 'Stale') unavailable.push(apiVersion);
      for (const { resource, responseKind, scope, verbs = [] } of resources) {
        // Versions come in the order of preference.
        if (seen.has(resource) || responseKind?.kind === undefined) continue;
        seen.add(resource);
        const namespaced = scope === 'Namespaced';
        kinds.push({ apiVersion, kind: responseKind.kind, plural: resource, namespaced, verbs });
      }
    }
  }
  return { kinds, unavailable };
}
