import type { Aws } from '#cli/aws/aws.ts';
import type { Prices } from '#cli/aws/cost/prices.ts';
import type { SweptAccount } from '#cli/aws/sweep/account.ts';
import type { KubeClient } from '#cli/kubernetes/client/client.ts';
import type { Event } from '#cli/output/events/events.ts';
import type { Target } from '#cli/targets/target.ts';
import type { EksctlOptions } from '../eksctl/eksctl.ts';
import type { Elsewhere } from './look-elsewhere.ts';

/** Dependencies of a teardown. */
export interface TeardownParts {
  aws: Aws;
  account: SweptAccount;
  prices: Prices;
  /** The instance's folder: receipts, saved credentials. */
  folder: string;
  /** Of the instance in the cluster. */
  namespace: string;
  clock(): number;
  /** Waits before the next poll of AWS. */
  pause(attempt: number, signal: AbortSignal): Promise<void>;
  /**
   * The instance in the cluster, with a kubeconfig that was checked against EKS. Rejects when the cluster cannot be reached.
   */
  kubernetes(signal: AbortSignal): Promise<Target>;
  /** A client of the same cluster. */
  connect(signal: AbortSignal): Promise<KubeClient>;
  eksctl: EksctlOptions;
  /** Ends what an earlier command left running. */
  settle(): AsyncGenerator<Event>;
  /** Looks at the other regions; `null` where the region is remembered. */
  elsewhere: ((signal: AbortSignal) => Promise<Elsewhere>) | null;
  /** Forgets the cluster; with `data` all that is remembered of the instance. */
  forget(what: 'cluster' | 'data'): void;
}
