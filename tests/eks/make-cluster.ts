import { setTimeout as sleep } from 'node:timers/promises';
import type { Aws } from '#cli/aws/aws.ts';
import { INSTANCE_TAG } from '#cli/aws/names.ts';
import { listClusterStacks } from '#cli/aws/stacks.ts';
import { clusterTemplate, nodegroupTemplate } from './eksctl-templates.ts';

const LOOK_MS = 50;

/** A cluster with a node group as eksctl leaves it: protected stacks with its tags. */
export async function makeCluster(aws: Aws, name: string, signal: AbortSignal): Promise<void> {
  await makeStack(
    aws,
    name,
    `eksctl-${name}-cluster`,
    clusterTemplate(name, ['us-east-1a', 'us-east-1b']),
    signal,
  );
  const { cluster } = await (await aws.eks()).describeCluster({ name }, { abortSignal: signal });
  const { template } = nodegroupTemplate(name, 'workers', cluster?.resourcesVpcConfig?.subnetIds ?? []);
  await makeStack(aws, name, `eksctl-${name}-nodegroup-workers`, template, signal);
}

export async function makeStack(
  aws: Aws,
  cluster: string,
  StackName: string,
  template: object,
  signal: AbortSignal,
): Promise<void> {
  const cloudformation = await aws.cloudformation();
  await cloudformation.createStack(
    {
      StackName,
      TemplateBody: JSON.stringify(template),
      Capabilities: ['CAPABILITY_IAM'],
      EnableTerminationProtection: true,
      Tags: [
        { Key: 'alpha.eksctl.io/cluster-name', Value: cluster },
        { Key: 'eksctl.cluster.k8s.io/v1alpha1/cluster-name', Value: cluster },
        { Key: INSTANCE_TAG, Value: cluster },
      ],
    },
    { abortSignal: signal },
  );
  for (;;) {
    const stacks = await listClusterStacks(aws, cluster, signal);
    const status = stacks.find((one) => one.name === StackName)?.status ?? '';
    if (status !== '' && !status.endsWith('_IN_PROGRESS')) return;
    await sleep(LOOK_MS, undefined, { signal });
  }
}
