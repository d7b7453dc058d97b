import { delimiter } from 'node:path';

/** The files that `KUBECONFIG` names, in order; `null` when it is not set. */
export function kubeconfigPaths(env: NodeJS.ProcessEnv = process.env): string[] | null {
  const paths = (env.KUBECONFIG ?? '').split(delimiter).filter((path) => path !== '');
  return paths.length > 0 ? paths : null;
}
