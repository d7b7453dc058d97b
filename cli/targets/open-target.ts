import type { Fallback } from '#cli/instance/resolve-instance.ts';
import { resolvePlatform } from '#cli/instance/resolve-instance.ts';
import type { Settings } from '#cli/settings/settings.ts';
import type { Local } from './local/local-target.ts';
import { createLocalTarget } from './local/local-target.ts';
import type { Target } from './target.ts';

export interface ResolvedTarget {
  target: Target;
  /** Neither a state file nor a setting said where it runs: `local` is what was fallen back on. */
  assumed: boolean;
}

export interface OpenTargetOptions extends Pick<Local, 'servicesMain' | 'root' | 'env'> {
  settings: Settings;
  clock: () => number;
}

/** The target of the platform that is meant. Throws a `UserError` for one that is not there. */
export async function openTarget(options: OpenTargetOptions, otherwise: Fallback): Promise<ResolvedTarget> {
  const { settings } = options;
  const { name, kind, assumed } = resolvePlatform(settings.values, otherwise);
  if (kind === 'local')
    return { target: createLocalTarget({ ...options, settings: settings.values, name }), assumed };
  if (kind === 'kubernetes') {
    const { createKubernetesTarget } = await import('./kubernetes/kubernetes-target.ts');
    return { target: createKubernetesTarget({ ...options, name }), assumed };
  }
  const { createEksTarget } = await import('./eks/eks-target.ts');
  return { target: createEksTarget({ ...options, name }), assumed };
}
