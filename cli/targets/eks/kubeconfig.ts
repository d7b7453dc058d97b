import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { NotReadyError, systemCode } from '#cli/errors.ts';
import type { ControlPlane } from './cluster/facts.ts';
import type { Eks } from './eks.ts';
import { writePrivate } from './state.ts';

/** Path of a kubeconfig of this cluster alone, in the instance's folder. The user's own kubeconfig stays unchanged. */
export function kubeconfigPath({ folder }: Pick<Eks, 'folder'>): string {
  return join(folder, 'kubeconfig');
}

export interface KubeconfigFacts {
  name: string;
  region: string;
  /** `AWS_PROFILE`, if set. */
  profile: string | null;
}

/**
 * A kubeconfig without a secret: kubectl asks the AWS command line for a token of some minutes, with the credentials of that
 * moment. This is the form that EKS documents, so it works with every tool and with profiles, roles and SSO, and does not
 * need influscope.
 */
export function describeKubeconfig(
  cluster: ControlPlane,
  { name, region, profile }: KubeconfigFacts,
): string {
  const context = `${name}.${region}.eks`;
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': context,
    clusters: [
      {
        name: context,
        cluster: { server: cluster.endpoint, 'certificate-authority-data': cluster.authority },
      },
    ],
    users: [
      {
        name: context,
        user: {
          exec: {
            apiVersion: 'client.authentication.k8s.io/v1beta1',
            command: 'aws',
            args: ['eks', 'get-token', '--cluster-name', name, '--region', region, '--output', 'json'],
            ...(profile !== null && { env: [{ name: 'AWS_PROFILE', value: profile }] }),
            interactiveMode: 'Never',
            installHint: 'kubectl signs in to EKS through the AWS command line: https://aws.amazon.com/cli',
          },
        },
      },
    ],
    contexts: [{ name: context, context: { cluster: context, user: context, namespace: name } }],
  });
}

export function writeKubeconfig(eks: Eks, cluster: ControlPlane, region: string): void {
  const profile = eks.env.AWS_PROFILE || null;
  writePrivate(kubeconfigPath(eks), describeKubeconfig(cluster, { name: eks.name, region, profile }));
}

/** Content of the file. Throws a `NotReadyError` when there is no cluster yet. */
export function readOwnKubeconfig(eks: Eks): string {
  try {
    return readFileSync(kubeconfigPath(eks), 'utf8');
  } catch (cause) {
    if (systemCode(cause) !== 'ENOENT') throw cause;
    throw new NotReadyError(`This machine has no record of a cluster of the instance "${eks.name}"`, {
      code: 'platform_absent',
      hint: { command: ['up', '--target', 'eks'] },
      laggards: ['cluster'],
    });
  }
}
