import type { Aws } from '#cli/aws/aws.ts';
import type { ClusterNames } from '#cli/aws/names.ts';
import type { Env, Settings } from '#cli/settings/settings.ts';
import type { Target } from '../target.ts';
import type { EksState } from './state.ts';

/** Context of every operation on an instance on EKS. */
export interface Eks {
  /** Of the instance, of its cluster and of its namespace. */
  name: string;
  names: ClusterNames;
  settings: Settings;
  env: Env;
  /** The product's own folder. */
  root: string;
  /** The instance's own folder: `target.json`, `kubeconfig`, `logs`, receipts. */
  folder: string;
  clock(): number;
  /** Remembered state; `null` for an instance that was not created from this machine. */
  state(): EksState | null;
  /** AWS in the instance's region; opened once. */
  aws(): Promise<Aws>;
  /**
   * The instance in its cluster, with a kubeconfig that was just written from the answer of EKS.
   * Throws a `NotReadyError` when there is no cluster, a `UserError` when it is not the remembered one.
   */
  kubernetes(signal: AbortSignal): Promise<Target>;
}
