import { createHash, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { KubeConfig } from '@kubernetes/client-node/dist/config.js';
import { UserError } from '#cli/errors.ts';
import { kubeconfigPaths } from './config.ts';
import { loadKubeConfig } from './load-kube-config.ts';

/** Which cluster it is, and how to recognise it later. */
export interface ClusterIdentity {
  context: string;
  /** URL of the API server. */
  server: string;
  /** SHA-256 of the cluster's certificate authority; `null` when the system's authorities are trusted. */
  caFingerprint: string | null;
}

export interface OpenKubeConfig {
  config: KubeConfig;
  identity: ClusterIdentity;
}

export interface KubeConfigRequest {
  /** `null`: the kubeconfig's current one. */
  context: string | null;
  /** Path; `null`: `KUBECONFIG`, `~/.kube/config` or a pod's service account. */
  path: string | null;
  /** Signs in instead of what the kubeconfig says; asked before each request. */
  token?: (() => Promise<string>) | undefined;
}

/** The library's context of localhost:8080, for a machine without a kubeconfig. */
const NONE_CONFIGURED = 'loaded-context';

/** Reads the kubeconfig and chooses a context. Throws a `UserError`. */
export async function openKubeConfig({ context, path, token }: KubeConfigRequest): Promise<OpenKubeConfig> {
  const paths = path === null ? kubeconfigPaths() : [path];
  const config = await loadKubeConfig(paths);
  const known = config
    .getContexts()
    .map(({ name }) => name)
    .filter((name) => name !== NONE_CONFIGURED);
  const chosen = context ?? config.getCurrentContext();
  if (!chosen || !known.includes(chosen)) {
    throw new UserError(
      chosen && chosen !== NONE_CONFIGURED
        ? `The kubeconfig has no context "${chosen}"`
        : paths === null || known.length > 0
          ? 'No cluster is configured'
          : `The kubeconfig has no contexts: ${paths.join(', ')}`,
      {
        code: 'context_unknown',
        hint:
          known.length > 0
            ? { text: `--context ${known.join(' | ')}` }
            : {
                text: 'set KUBECONFIG to the kubeconfig of a cluster, or use this machine',
                command: ['up', '--target', 'local'],
              },
      },
    );
  }
  config.setCurrentContext(chosen);
  const cluster = config.getCurrentCluster();
  if (!cluster) {
    throw new UserError(`The context "${chosen}" refers to a cluster that is not in the kubeconfig`, {
      code: 'context_incomplete',
      hint: { text: 'show the kubeconfig', shell: [['kubectl', 'config', 'view']] },
    });
  }
  if (token) signInWith(config, token);
  const authority = cluster.caData
    ? Buffer.from(cluster.caData, 'base64')
    : cluster.caFile
      ? readFileSync(cluster.caFile)
      : null;
  return {
    config,
    identity: { context: chosen, server: cluster.server, caFingerprint: authority && fingerprint(authority) },
  };
}

/** The library tries its own ways first: they must find nothing. */
function signInWith(config: KubeConfig, token: () => Promise<string>): void {
  config.users = config.users.map(({ exec: _exec, authProvider: _provider, ...user }) => user);
  config.addAuthenticator({
    isAuthProvider: () => true,
    async applyAuthentication(_user, options) {
      options.headers = { ...options.headers, Authorization: `Bearer ${await token()}` };
    },
  });
}

function fingerprint(pem: Buffer): string {
  try {
    return new X509Certificate(pem).fingerprint256.replaceAll(':', '').toLowerCase();
  } catch {
    return createHash('sha256').update(pem).digest('hex');
  }
}
