import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Aws } from '#cli/aws/aws.ts';
import { createClusterTokens } from '#cli/aws/cluster-token.ts';
import { createKubeClient } from '#cli/kubernetes/client/client.ts';
import { openKubeConfig } from '#cli/kubernetes/client/kube-config.ts';
import { RESOURCES, resourcePath } from '#cli/kubernetes/resources.ts';
import { describeControlPlane } from '#cli/targets/eks/cluster/facts.ts';
import { describeKubeconfig } from '#cli/targets/eks/kubeconfig.ts';
import { newCredentials } from '#cli/targets/kubernetes/secrets/credentials.ts';

/** In the cluster, as a deployment leaves it: the namespace, its credentials and one claim with its volume. Answers the volume. */
export async function putData(
  aws: Aws,
  name: string,
  {
    signal,
    credentials = true,
    claim = 'data-rabbitmq-0',
  }: { signal: AbortSignal; credentials?: boolean; claim?: string },
): Promise<string> {
  const cluster = await describeControlPlane(aws, name, signal);
  if (cluster === null) throw new Error(`there is no cluster ${name}`);
  const folder = mkdtempSync(join(tmpdir(), 'influscope-kubeconfig-'));
  const path = join(folder, 'kubeconfig');
  writeFileSync(path, describeKubeconfig(cluster, { name, region: aws.region, profile: null }));
  const token = createClusterTokens(aws, name, Date.now);
  const { config, identity } = await openKubeConfig({ context: null, path, token });
  const client = createKubeClient(config, identity);
  const post = (path_: string, kind: string, body: object) =>
    client.request(path_, kind, { method: 'POST', body, signal });
  try {
    const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
    await post(resourcePath(RESOURCES.namespace, {}), 'Namespace', namespace).catch(() => {});
    if (credentials) {
      const { stringData = {}, ...secret } = newCredentials(name);
      const data = Object.fromEntries(
        Object.entries(stringData).map(([key, value]) => [key, Buffer.from(value).toString('base64')]),
      );
      await post(resourcePath(RESOURCES.secret, { namespace: name }), 'Secret', { ...secret, data });
    }
    await post(resourcePath(RESOURCES.claim, { namespace: name }), 'PersistentVolumeClaim', {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name: claim, namespace: name },
      spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '4Gi' } } },
    });
  } finally {
    client.close();
    rmSync(folder, { recursive: true });
  }
  const ec2 = await aws.ec2();
  for (;;) {
    const { Volumes: [volume] = [] } = await ec2.describeVolumes(
      {
        Filters: [
          { Name: 'tag:kubernetes.io/created-for/pvc/namespace', Values: [name] },
          { Name: 'tag:kubernetes.io/created-for/pvc/name', Values: [claim] },
        ],
      },
      { abortSignal: signal },
    );
    if (volume?.VolumeId) return volume.VolumeId;
  }
}

/** A snapshot of a volume as a backup tool makes it: with the volume's tags, and its own. */
export async function makeBackup(
  aws: Aws,
  VolumeId: string,
  own: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<string> {
  const ec2 = await aws.ec2();
  const { Volumes: [volume] = [] } = await ec2.describeVolumes(
    { VolumeIds: [VolumeId] },
    { abortSignal: signal },
  );
  const Tags = [...(volume?.Tags ?? []), ...Object.entries(own).map(([Key, Value]) => ({ Key, Value }))];
  const { SnapshotId = '' } = await ec2.createSnapshot(
    { VolumeId, TagSpecifications: [{ ResourceType: 'snapshot', Tags }] },
    { abortSignal: signal },
  );
  return SnapshotId;
}
