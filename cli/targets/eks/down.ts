import { join } from 'node:path';
import { openAws } from '#cli/aws/aws.ts';
import { createClusterTokens } from '#cli/aws/cluster-token.ts';
import { readPrices } from '#cli/aws/cost/prices.ts';
import { pause } from '#cli/aws/pause.ts';
import { createSweptAccount } from '#cli/aws/sweep/account.ts';
import { lockInstance } from '#cli/instance/lock.ts';
import type { KubeClient } from '#cli/kubernetes/client/client.ts';
import { createKubeClient } from '#cli/kubernetes/client/client.ts';
import { openKubeConfig } from '#cli/kubernetes/client/kube-config.ts';
import type { Event } from '#cli/output/events/events.ts';
import type { DownRequest } from '../target.ts';
import { warnStillBilling } from './cluster/warn-still-billing.ts';
import type { Eks } from './eks.ts';
import { endEarlierEksctl } from './eksctl/end-earlier-eksctl.ts';
import { forgetKeptCredentials } from './kept-data/kept-credentials.ts';
import { kubeconfigPath } from './kubeconfig.ts';
import { refuseAnotherAccount } from './refuse-another-account.ts';
import { forgetCluster, forgetEksState } from './state.ts';
import { lookElsewhere } from './teardown/look-elsewhere.ts';
import { tearDown } from './teardown/teardown.ts';
import type { TeardownParts } from './teardown/teardown-parts.ts';

/** Deletes the instance, its cluster and everything that either has in AWS. */
export async function* bringDown(eks: Eks, request: DownRequest): AsyncGenerator<Event> {
  const { signal } = request;
  using _lock = yield* lockInstance(join(eks.folder, 'lock'), signal);
  const aws = await eks.aws();
  const clients: KubeClient[] = [];
  try {
    refuseAnotherAccount(eks, await aws.identity(signal));
    yield* tearDown(await gatherParts(eks, signal, clients), request);
  } catch (error) {
    // AWS continues what was started.
    if (signal.aborted) yield* warnStillBilling(aws, eks.name);
    throw error;
  } finally {
    for (const client of clients) client.close();
  }
}

async function gatherParts(eks: Eks, signal: AbortSignal, clients: KubeClient[]): Promise<TeardownParts> {
  const { name, folder, clock, env } = eks;
  const aws = await eks.aws();
  const open = (region: string) => openAws({ region, env });
  return {
    aws,
    account: createSweptAccount(aws, { name, region: aws.region }),
    prices: readPrices(eks.root, eks.settings.values.prices),
    folder,
    namespace: name,
    clock,
    pause,
    // It removes the cluster from the kubeconfig that it finds, which must not be the user's own.
    eksctl: { ...eks, env: { ...env, KUBECONFIG: kubeconfigPath(eks) } },
    settle: () => endEarlierEksctl(folder, signal),
    elsewhere: eks.state() === null ? (within) => lookElsewhere({ aws, name, open, signal: within }) : null,
    kubernetes: (within) => eks.kubernetes(within),
    async connect(within) {
      // This writes the kubeconfig from what EKS says now.
      await eks.kubernetes(within);
      const token = createClusterTokens(aws, name, clock);
      const { config, identity } = await openKubeConfig({ context: null, path: kubeconfigPath(eks), token });
      const client = createKubeClient(config, identity);
      clients.push(client);
      return client;
    },
    forget(what) {
      if (what === 'cluster') return forgetCluster(folder);
      forgetEksState(folder);
      forgetKeptCredentials(folder);
    },
  };
}
