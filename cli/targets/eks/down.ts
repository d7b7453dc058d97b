import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { createClusterTokens } from '#cli/aws/cluster-token.ts';
import { readPrices } from '#cli/aws/cost/prices.ts';
import { createSweptAccount } from '#cli/aws/sweep/account.ts';
import { claimOf } from '#cli/aws/sweep/data-volume.ts';
import { takeInventory } from '#cli/aws/sweep/inventory.ts';
import { acquireLock } from '#cli/instance/lock.ts';
import type { KubeClient } from '#cli/kubernetes/client/client.ts';
import { createKubeClient } from '#cli/kubernetes/client/client.ts';
import { openKubeConfig } from '#cli/kubernetes/client/kube-config.ts';
import type { Event } from '#cli/output/events/events.ts';
import type { DataVolume, DownOptions } from '../target.ts';
import { tellWhatGoesOn } from './cluster/goes-on.ts';
import type { Eks } from './eks-target.ts';
import { endEarlierEksctl } from './eksctl/end-earlier-eksctl.ts';
import { kubeconfigPath } from './kubeconfig.ts';
import { refuseAnotherAccount } from './refuse-another-account.ts';
import { forgetEksState } from './state.ts';
import { tearDown } from './teardown/teardown.ts';

const GIB = 2 ** 30;

/** Path of the credentials that kept data was written with; for its owner alone. */
export const keptCredentialsPath = ({ folder }: Pick<Eks, 'folder'>): string =>
  join(folder, 'kept-credentials.json');

/** Takes the platform, its cluster and all that either has in AWS away. */
export async function* bringDown(eks: Eks, request: DownOptions): AsyncGenerator<Event> {
  const { signal } = request;
  using _lock = yield* acquireLock(join(eks.folder, 'lock'), signal);
  const aws = await eks.aws();
  refuseAnotherAccount(eks, await aws.identity(signal));
  const clients: KubeClient[] = [];
  const credentials = keptCredentialsPath(eks);
  try {
    yield* tearDown(
      {
        aws,
        cluster: { name: eks.name, region: aws.region },
        prices: readPrices(eks.root, eks.settings.values.prices),
        receipts: join(eks.folder, 'receipts'),
        credentials,
        namespace: eks.name,
        clock: eks.clock,
        // It takes the cluster out of the kubeconfig that it finds: that need not be everybody's.
        eksctl: { ...eks, env: { ...eks.env, KUBECONFIG: kubeconfigPath(eks) } },
        settle: () => endEarlierEksctl(eks.folder, signal),
        kubernetes: (within) => eks.kubernetes(within),
        async connect(within) {
          // It was just written, of what EKS says.
          await eks.kubernetes(within);
          const { config, identity } = await openKubeConfig({
            context: null,
            path: kubeconfigPath(eks),
            token: createClusterTokens(aws, eks.name, eks.clock),
          });
          const client = createKubeClient(config, identity);
          clients.push(client);
          return client;
        },
        forget() {
          forgetEksState(join(eks.folder, 'target.json'));
          rmSync(credentials, { force: true });
        },
      },
      request,
    );
  } catch (error) {
    // What was under way goes on without this command.
    if (signal.aborted) yield* tellWhatGoesOn(eks, aws);
    throw error;
  } finally {
    for (const client of clients) client.close();
  }
}

/** The volumes that hold data of what runs in the cluster, or of what an earlier `down` kept; the cluster is not asked. */
export async function listDataVolumes(eks: Eks, signal: AbortSignal): Promise<DataVolume[]> {
  const aws = await eks.aws();
  refuseAnotherAccount(eks, await aws.identity(signal));
  const account = createSweptAccount(aws, { name: eks.name, region: aws.region });
  const { owned, unseen } = await takeInventory(account, signal, ['volume']);
  const [blind] = unseen;
  if (blind) throw blind.why;
  return owned.flatMap((volume) => {
    const claim = claimOf(volume);
    const bytes = volume.gib === null ? null : volume.gib * GIB;
    return claim === null
      ? []
      : [{ name: `${claim.name} (${volume.id})`, bytes, createdAt: volume.createdAt }];
  });
}
