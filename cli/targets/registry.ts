import type { SettingKey } from '#cli/settings/registry.ts';
import type { Settings } from '#cli/settings/settings.ts';
import type { TargetOptionName } from './options.ts';
import type { Ability, Target } from './target.ts';

/** What a target is opened with. */
export interface OpenTargetOptions {
  name: string;
  settings: Settings;
  /** `services/main`, absolute. */
  servicesMain: string;
  /** The product's own folder. */
  root: string;
  env: Readonly<Record<string, string | undefined>>;
  clock: () => number;
}

export interface TargetDefinition {
  /** Completes "The instance NAME runs …". */
  place: string;
  /** Flags of settings that only some targets use, and that this one does. */
  settings: readonly SettingKey[];
  options: readonly TargetOptionName[];
  abilities: readonly Ability[];
  /** `down` lists what it would delete and asks by itself. */
  confirmsTeardown?: true;
  load(): Promise<(options: OpenTargetOptions) => Target>;
}

const CLUSTER = ['dryRun', 'forceConflicts', 'forceUnlock', 'rollback', 'until', 'phaseTimeout'] as const;

/** Every target. A new one is a folder and a line here. */
export const TARGETS: Readonly<Record<string, TargetDefinition>> = {
  local: {
    place: 'on this machine',
    settings: ['port'],
    options: [],
    abilities: [],
    load: async () => (await import('./local/local-target.ts')).createLocalTarget,
  },
  kubernetes: {
    place: 'on a cluster that influscope did not create',
    settings: ['context'],
    options: CLUSTER,
    abilities: ['kubeconfig', 'secrets', 'history'],
    load: async () => (await import('./kubernetes/kubernetes-target.ts')).createKubernetesTarget,
  },
  eks: {
    place: 'on Amazon EKS',
    settings: ['region', 'max_monthly_cost'],
    options: [...CLUSTER, 'repair'],
    abilities: ['cost', 'kubeconfig', 'secrets', 'history'],
    confirmsTeardown: true,
    load: async () => (await import('./eks/eks-target.ts')).createEksTarget,
  },
};

export const TARGET_KINDS = Object.keys(TARGETS);
export const DEFAULT_TARGET = 'local';

/** The first target that has an ability, for a hint or a default. */
export function firstWith(ability: Ability): string {
  return TARGET_KINDS.find((kind) => TARGETS[kind]?.abilities.includes(ability)) ?? '';
}
