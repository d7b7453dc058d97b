import { EC2 } from '@aws-sdk/client-ec2';
import type { Aws } from '#cli/aws/aws.ts';
import { readPrices } from '#cli/aws/cost/prices.ts';
import { NotReadyError } from '#cli/errors.ts';
import type { KubeClient } from '#cli/kubernetes/client/client.ts';
import type { Event, EventOf } from '#cli/output/events/events.ts';
import { tearDown } from '#cli/targets/eks/teardown/teardown.ts';
import type { TeardownParts } from '#cli/targets/eks/teardown/teardown-parts.ts';
import { newCredentials } from '#cli/targets/kubernetes/secrets/credentials.ts';
import type { DownRequest } from '#cli/targets/target.ts';
import { ROOT } from '#tests/support/platform/cli.ts';
import type { FakeAccount } from './fake-account.ts';

export interface FakeTeardown {
  account: FakeAccount;
  folder: string;
  /** Whether the cluster's API server answers. */
  reachable: boolean | (() => boolean);
  data: DownRequest['data'];
  signal?: AbortSignal;
  onEvent?: (event: Event) => void;
}

export interface TornDown {
  events: Event[];
  plan: EventOf<'teardown'> | undefined;
  receipt: EventOf<'receipt'> | undefined;
  /** Ids of volumes that were marked as kept. */
  tagged: string[];
  error: { code?: string; message: string } | null;
}

/** Production's own teardown over a fake account, without eksctl, in no time. */
export async function runTeardown(options: FakeTeardown): Promise<TornDown> {
  const { account, folder, data, onEvent, signal = new AbortController().signal } = options;
  const tagged: string[] = [];
  let now = Date.parse('2026-11-28T12:00:00Z');
  const parts: TeardownParts = {
    aws: fakeAws(account.cluster.region, tagged),
    account,
    prices: readPrices(ROOT, null),
    folder,
    namespace: account.cluster.name,
    clock: () => now,
    pause: async (attempt) => {
      signal.throwIfAborted();
      now += attempt * 1_000;
    },
    eksctl: { folder, env: { PATH: '/nonexistent' }, clock: () => now },
    async *settle() {},
    elsewhere: null,
    async kubernetes() {
      throw new NotReadyError('no answer', { code: 'unreachable', laggards: [] });
    },
    async connect() {
      const { reachable } = options;
      if (typeof reachable === 'function' ? reachable() : reachable) return fakeClient(account.cluster.name);
      throw new NotReadyError('no answer', { code: 'unreachable', laggards: [] });
    },
    forget() {},
  };
  const events: Event[] = [];
  let error: TornDown['error'] = null;
  try {
    for await (const event of tearDown(parts, { data, consent: { yes: true, ask: null }, signal })) {
      events.push(event);
      onEvent?.(event);
    }
  } catch (caught) {
    error = caught as Error;
  }
  return {
    events,
    plan: events.find((event) => event.type === 'teardown'),
    receipt: events.find((event) => event.type === 'receipt'),
    tagged,
    error,
  };
}

function fakeAws(region: string, tagged: string[]): Aws {
  // The SDK's paginators take its own class only.
  const ec2 = Object.create(EC2.prototype) as EC2;
  ec2.send = (async ({ input }: { input: { Resources?: string[] } }) => {
    tagged.push(...(input.Resources ?? []));
    return { NetworkInterfaces: [] };
  }) as never;
  const known: Partial<Record<keyof Aws, unknown>> = {
    region,
    identity: async () => ({ account: '123456789012', arn: 'arn:aws:iam::123456789012:user/a', userId: 'a' }),
    calls: () => [],
    ec2: async () => ec2,
  };
  return known as unknown as Aws;
}

function fakeClient(namespace: string): KubeClient {
  const { stringData = {}, ...secret } = newCredentials(namespace);
  const data = Object.fromEntries(Object.entries(stringData).map(([key, value]) => [key, btoa(value)]));
  return { get: async () => ({ ...secret, data }), close() {} } as unknown as KubeClient;
}
