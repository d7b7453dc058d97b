import { createHash, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { KubeConfig } from '@kubernetes/client-node/dist/config.js';
import { UserError } from '#cli/errors.ts';

/** Which cluster is meant, and how to know it again. */
export interface ClusterIdentity {
  context: string;
  /** URL of the API server. */
  server: string;
  /** SHA-256 of the cluster's authority; `null` where the system's own are trusted. */
  caFingerprint: string | null;
}

export interface OpenKubeConfig {
  config: KubeConfig;
  identity: ClusterIdentity;
}

export interface KubeConfigRequest {
  /** `null`: the kubeconfig's current one. */
  context: string | null;
  /** Path; `null`: `KUBECONFIG`, `~/.kube/config` or what a pod is given. */
  path: string | null;
  /** Signs in instead of what the kubeconfig says; asked before each request. */
  token?: (() => Promise<string>) | undefined;
}

/**
 * Reads the kubeconfig and chooses a context. The library reads and signs in; it is taken in parts, since the whole is
 * slow to load.
 */
export async function openKubeConfig({ context, path, token }: KubeConfigRequest): Promise<OpenKubeConfig> {
  const { KubeConfig } = await import('@kubernetes/client-node/dist/config.js');
  const config = new KubeConfig();
  try {
    if (path === null) config.loadFromDefault();
    else config.loadFromFile(path);
  } catch (cause) {
    throw new UserError(`The kubeconfig cannot be read: ${(cause as Error).message}`, {
      code: 'kubeconfig_unreadable',
      hint: 'set KUBECONFIG to a kubeconfig file; kubectl config view shows the present one',
      cause,
    });
  }
  const known = config.getContexts().map(({ name }) => name);
  const chosen = context ?? config.getCurrentContext();
  if (!chosen || chosen === 'loaded-context' || !known.includes(chosen)) {
    throw new UserError(
      chosen && chosen !== 'loaded-context'
        ? `The kubeconfig has no context "${chosen}"`
        : 'No cluster is configured here',
      {
        code: 'context_unknown',
        hint:
          known.length > 0
            ? `--context ${known.join(' | ')}`
            : 'set KUBECONFIG to the kubeconfig of a cluster',
      },
    );
  }
  config.setCurrentContext(chosen);
  const cluster = config.getCurrentCluster();
  if (!cluster) {
    throw new UserError(`The context "${chosen}" names a cluster that the kubeconfig does not have`, {
      code: 'context_incomplete',
      hint: 'kubectl config view shows what is there',
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

/** The library's own ways come first: they have to find nothing. */
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
