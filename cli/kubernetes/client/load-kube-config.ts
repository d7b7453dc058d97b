import { existsSync } from 'node:fs';
import type { KubeConfig } from '@kubernetes/client-node/dist/config.js';
import { UserError } from '#cli/errors.ts';

/**
 * Reads kubeconfig files as kubectl does: files that do not exist are skipped, and the first file that names a cluster, a
 * user, a context or the current context wins. `null`: `~/.kube/config`, or a pod's service account. Throws a `UserError`.
 */
export async function loadKubeConfig(paths: readonly string[] | null): Promise<KubeConfig> {
  // In parts, because the whole library is slow to load.
  const { KubeConfig } = await import('@kubernetes/client-node/dist/config.js');
  if (paths === null)
    return read(
      '~/.kube/config',
      () => new KubeConfig(),
      (config) => config.loadFromDefault(),
    );
  const existing = paths.filter((path) => existsSync(path));
  if (existing.length === 0) {
    throw new UserError(`The kubeconfig does not exist: ${paths.join(', ')}`, {
      code: 'kubeconfig_unreadable',
      hint: HINT,
    });
  }
  const files = existing.map((path) =>
    read(
      path,
      () => new KubeConfig(),
      (config) => config.loadFromFile(path),
    ),
  );
  const merged = new KubeConfig();
  merged.clusters = firstOfEach(files.flatMap(({ clusters }) => clusters));
  merged.users = firstOfEach(files.flatMap(({ users }) => users));
  merged.contexts = firstOfEach(files.flatMap(({ contexts }) => contexts));
  merged.currentContext = files.map(({ currentContext }) => currentContext).find((name) => name) ?? '';
  return merged;
}

const HINT = {
  text: 'set KUBECONFIG to a kubeconfig file; show the current one',
  shell: [['kubectl', 'config', 'view']],
};

function read(path: string, create: () => KubeConfig, load: (config: KubeConfig) => void): KubeConfig {
  const config = create();
  try {
    load(config);
    return config;
  } catch (cause) {
    throw new UserError(`The kubeconfig ${path} cannot be read: ${(cause as Error).message}`, {
      code: 'kubeconfig_unreadable',
      hint: HINT,
      cause,
    });
  }
}

function firstOfEach<T extends { name: string }>(items: readonly T[]): T[] {
  return items.filter(({ name }, at) => items.findIndex((one) => one.name === name) === at);
}
