/**
 * Does what eksctl does to a cluster, by the same calls in the same order, in seconds instead of minutes: for tests that
 * end it in the middle. As eksctl it keeps nothing, cleans nothing up, and stumbles over stacks that are there.
 */
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { parse } from 'yaml';
import { openAws } from '#cli/aws/aws.ts';
import { listClusterStacks } from '#cli/aws/stacks.ts';
import type { ClusterConfig } from '#cli/targets/eks/cluster/cluster-config.ts';
import { clusterTemplate, nodegroupTemplate } from './eksctl-templates.ts';

const [verb = '', noun = '', ...rest] = process.argv.slice(2);
const LOOK_MS = 100;
/** Between two steps, so that there is time to end it there. */
const STEP_MS = 300;

function say(message: string, mark = 'ℹ'): void {
  process.stdout.write(`${new Date().toISOString().slice(0, 19).replace('T', ' ')} [${mark}]  ${message}\n`);
}

if (verb === 'version') {
  process.stdout.write('0.221.0\n');
} else {
  process.on('SIGINT', () => process.exit(130));
  try {
    await work();
  } catch (error) {
    const text = (error as { said?: string }).said ?? (error as Error).message;
    say(text, '✖');
    process.stderr.write(`Error: failed to ${verb} ${noun}: ${text}\n`);
    process.exitCode = 1;
  }
}

async function work(): Promise<void> {
  const config = parse(readFileSync(rest[rest.indexOf('-f') + 1] ?? '', 'utf8')) as ClusterConfig;
  const { name = '', region = '', tags = {} } = config.metadata ?? {};
  const aws = openAws({ region, env: process.env });
  const { signal } = new AbortController();
  const cloudformation = await aws.cloudformation();
  const eks = await aws.eks();

  const createStack = async (stack: string, template: object, more: Record<string, string> = {}) => {
    say(`deploying stack "${stack}"`);
    await cloudformation.createStack({
      StackName: stack,
      TemplateBody: JSON.stringify(template),
      Capabilities: ['CAPABILITY_IAM'],
      EnableTerminationProtection: true,
      Tags: Object.entries({ 'alpha.eksctl.io/cluster-name': name, ...tags, ...more }).map(
        ([Key, Value]) => ({
          Key,
          Value,
        }),
      ),
    });
    say(`waiting for CloudFormation stack "${stack}"`);
    for (;;) {
      const found = (await listClusterStacks(aws, name, signal)).find((one) => one.name === stack);
      if (found?.status === 'CREATE_COMPLETE') return;
      if (!found?.status.endsWith('_IN_PROGRESS')) throw new Error('waiter state transitioned to Failure');
      await sleep(LOOK_MS);
    }
  };
  const createAddons = async (wanted: readonly string[]) => {
    for (const addonName of wanted) {
      await sleep(STEP_MS);
      const there = await eks.describeAddon({ clusterName: name, addonName }).catch(() => null);
      if (there) say(`"${addonName}" addon is already present on the cluster`);
      else await eks.createAddon({ clusterName: name, addonName });
    }
  };
  const createNodegroups = async () => {
    const { cluster } = await eks.describeCluster({ name });
    for (const group of config.managedNodeGroups ?? []) {
      await sleep(STEP_MS);
      const { template, tags: own } = nodegroupTemplate(
        name,
        group.name,
        cluster?.resourcesVpcConfig?.subnetIds ?? [],
      );
      await createStack(`eksctl-${name}-nodegroup-${group.name}`, template, own);
    }
  };
  const addons = (config.addons ?? []).map((addon) => addon.name);
  const early = addons.filter((addon) => addon !== 'aws-ebs-csi-driver');

  await sleep(STEP_MS);
  if (verb === 'create' && noun === 'cluster') {
    await createStack(`eksctl-${name}-cluster`, clusterTemplate(name, config.availabilityZones ?? []));
    await createAddons(early);
    await createNodegroups();
    await createAddons(addons.filter((addon) => !early.includes(addon)));
    say(`EKS cluster "${name}" in "${region}" region is ready`, '✔');
  } else if (verb === 'create' && noun === 'nodegroup') await createNodegroups();
  else if (verb === 'create' && noun === 'addon') await createAddons(addons);
  else throw new Error(`unknown command ${verb} ${noun}`);
  aws.close();
}
