import { join } from 'node:path';
import type { Aws } from '#cli/aws/aws.ts';
import { createClusterTokens } from '#cli/aws/cluster-token.ts';
import { createKubeClient } from '#cli/kubernetes/client/client.ts';
import { openKubeConfig } from '#cli/kubernetes/client/kube-config.ts';
import { readManifests } from '#cli/kubernetes/manifests.ts';
import type { Event } from '#cli/output/events/events.ts';
import type { Eks } from '../eks.ts';
import { kubeconfigPath } from '../kubeconfig.ts';
import type { KeptVolume } from './kept-volumes.ts';
import { keptVolumes, markMounted } from './kept-volumes.ts';
import { requireKeptCredentials } from './require-kept-credentials.ts';
import { restoreData } from './restore-data.ts';

/**
 * Mounts the volumes that an earlier `down` kept, before the instance is deployed. The kubeconfig has to be the cluster's. From
 * here on the volumes count as in use.
 */
export async function* bringBackData(eks: Eks, aws: Aws, signal: AbortSignal): AsyncGenerator<Event> {
  const volumes = await keptVolumes(aws, eks.name, signal);
  if (volumes.length > 0) yield* mount(eks, aws, volumes, signal);
  await markMounted(aws, eks.name, signal);
}

async function* mount(
  eks: Eks,
  aws: Aws,
  volumes: readonly KeptVolume[],
  signal: AbortSignal,
): AsyncGenerator<Event> {
  const { config, identity } = await openKubeConfig({
    context: null,
    path: kubeconfigPath(eks),
    token: createClusterTokens(aws, eks.name, eks.clock),
  });
  const client = createKubeClient(config, identity);
  try {
    yield* restoreData(client, {
      namespace: eks.name,
      volumes,
      storageClass: eks.settings.values.storage_class ?? ownClass(eks),
      credentials: () => requireKeptCredentials(eks.folder, volumes),
      signal,
    });
  } finally {
    client.close();
  }
}

/** The storage class of the manifests. */
function ownClass({ root }: Eks): string {
  const objects = readManifests(join(root, 'manifests')).flatMap((stage) => stage.objects);
  return objects.find(({ kind }) => kind === 'StorageClass')?.metadata.name ?? 'gp3';
}
