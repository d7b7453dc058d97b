import { join } from 'node:path';
import type { Aws } from '#cli/aws/aws.ts';
import { createClusterTokens } from '#cli/aws/cluster-token.ts';
import { createKubeClient } from '#cli/kubernetes/client/client.ts';
import { openKubeConfig } from '#cli/kubernetes/client/kube-config.ts';
import { readManifests } from '#cli/kubernetes/manifests.ts';
import type { Event } from '#cli/output/events/events.ts';
import { keptCredentialsPath } from '../down.ts';
import type { Eks } from '../eks-target.ts';
import { kubeconfigPath } from '../kubeconfig.ts';
import { keptVolumes } from './kept-volumes.ts';
import { restoreData } from './restore-data.ts';

/** What an earlier `down` kept, before the platform is deployed. The kubeconfig has to be the cluster's. */
export async function* bringBackData(eks: Eks, aws: Aws, signal: AbortSignal): AsyncGenerator<Event> {
  const kept = await keptVolumes(aws, eks.name, signal);
  const volumes = kept.filter(({ namespace }) => namespace === eks.name);
  if (volumes.length === 0) return;
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
      credentials: keptCredentialsPath(eks),
      signal,
    });
  } finally {
    client.close();
  }
}

/** The class of the manifests. */
function ownClass({ root }: Eks): string {
  const objects = readManifests(join(root, 'manifests')).flatMap((stage) => stage.objects);
  return objects.find(({ kind }) => kind === 'StorageClass')?.metadata.name ?? 'gp3';
}
