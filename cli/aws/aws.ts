import type { CloudFormation } from '@aws-sdk/client-cloudformation';
import type { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import type { EC2 } from '@aws-sdk/client-ec2';
import type { EKS } from '@aws-sdk/client-eks';
import type { ElasticLoadBalancing } from '@aws-sdk/client-elastic-load-balancing';
import type { ElasticLoadBalancingV2 } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { IAM } from '@aws-sdk/client-iam';
import type { ServiceQuotas } from '@aws-sdk/client-service-quotas';
import type { STS } from '@aws-sdk/client-sts';
import type { Env } from './environment.ts';
import { chooseCredentials, chooseEndpoint } from './environment.ts';
import { explainAwsError } from './errors.ts';
import type { AwsCall } from './guard.ts';
import { guard } from './guard.ts';

export type { AwsCall } from './guard.ts';

export interface AwsCredentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string | undefined;
}

export interface AwsIdentity {
  account: string;
  arn: string;
  userId: string;
}

/**
 * AWS in one region. A client is loaded on first use: `(await aws.eks()).describeCluster({ name }, { abortSignal })`. Requests
 * are retried where that can help. They reject with an `AwsError`, or with the signal's reason.
 */
export interface Aws {
  readonly region: string;
  /** Identity of the credentials. Requested once. */
  identity(signal: AbortSignal): Promise<AwsIdentity>;
  /** The current credentials, renewed if possible. Rejects with an `AwsError`. */
  credentials(): Promise<AwsCredentials>;
  /** URL of STS. */
  stsUrl: string;
  eks(): Promise<EKS>;
  ec2(): Promise<EC2>;
  cloudformation(): Promise<CloudFormation>;
  /** Classic load balancers. */
  elb(): Promise<ElasticLoadBalancing>;
  elbv2(): Promise<ElasticLoadBalancingV2>;
  iam(): Promise<IAM>;
  sts(): Promise<STS>;
  logs(): Promise<CloudWatchLogs>;
  quotas(): Promise<ServiceQuotas>;
  /** Every request that was sent, retries included, in the order of the responses. */
  calls(): readonly AwsCall[];
  close(): void;
}

export interface AwsOptions {
  region: string;
  profile?: string;
  env: Env;
  onCall?: (call: AwsCall) => void;
}

/** Attempts per request. The adaptive retry mode keeps the client below the rate that AWS accepts. */
const ATTEMPTS = 8;
const CONNECT_TIMEOUT_MS = 5_000;
const ANSWER_TIMEOUT_MS = 20_000;

export function openAws({ region, profile, env, onCall }: AwsOptions): Aws {
  const calls: AwsCall[] = [];
  const opened: { destroy(): void }[] = [];
  const tell = (call: AwsCall) => {
    calls.push(call);
    onCall?.(call);
  };

  const lazily = <C extends Parameters<typeof guard>[0] & { destroy(): void }>(
    service: string,
    sdkId: string,
    make: (config: ReturnType<typeof configure>) => Promise<C>,
  ): (() => Promise<C>) => {
    let client: Promise<C> | undefined;
    return () => {
      client ??= make(configure(sdkId)).then((made) => {
        opened.push(made);
        guard(made, { service, endpoint: chooseEndpoint(env, sdkId), tell });
        return made;
      });
      return client;
    };
  };

  const configure = (sdkId: string) => {
    const endpoint = chooseEndpoint(env, sdkId);
    const credentials = chooseCredentials(env, profile);
    return {
      region,
      retryMode: 'adaptive',
      maxAttempts: ATTEMPTS,
      requestHandler: {
        connectionTimeout: CONNECT_TIMEOUT_MS,
        requestTimeout: ANSWER_TIMEOUT_MS,
        throwOnRequestTimeout: true,
      },
      ...(endpoint !== undefined && { endpoint }),
      ...(credentials && { credentials }),
      ...(profile !== undefined && { profile }),
    };
  };

  const sts = lazily('sts', 'STS', async (c) => new (await import('@aws-sdk/client-sts')).STS(c));
  let identity: Promise<AwsIdentity> | undefined;

  return {
    region,
    identity(signal) {
      identity ??= askIdentity(sts, signal).catch((error: unknown) => {
        identity = undefined;
        throw error;
      });
      return identity;
    },
    async credentials() {
      try {
        return await (await sts()).config.credentials();
      } catch (error) {
        throw explainAwsError(error, { service: 'sts', action: 'GetCallerIdentity' });
      }
    },
    stsUrl: chooseEndpoint(env, 'STS') ?? `https://sts.${region}.amazonaws.com${chinese(region)}`,
    sts,
    eks: lazily('eks', 'EKS', async (c) => new (await import('@aws-sdk/client-eks')).EKS(c)),
    ec2: lazily('ec2', 'EC2', async (c) => new (await import('@aws-sdk/client-ec2')).EC2(c)),
    cloudformation: lazily(
      'cloudformation',
      'CloudFormation',
      async (c) => new (await import('@aws-sdk/client-cloudformation')).CloudFormation(c),
    ),
    elb: lazily(
      'elasticloadbalancing',
      'Elastic Load Balancing',
      async (c) => new (await import('@aws-sdk/client-elastic-load-balancing')).ElasticLoadBalancing(c),
    ),
    elbv2: lazily(
      'elasticloadbalancing',
      'Elastic Load Balancing v2',
      async (c) => new (await import('@aws-sdk/client-elastic-load-balancing-v2')).ElasticLoadBalancingV2(c),
    ),
    iam: lazily('iam', 'IAM', async (c) => new (await import('@aws-sdk/client-iam')).IAM(c)),
    logs: lazily(
      'logs',
      'CloudWatch Logs',
      async (c) => new (await import('@aws-sdk/client-cloudwatch-logs')).CloudWatchLogs(c),
    ),
    quotas: lazily(
      'servicequotas',
      'Service Quotas',
      async (c) => new (await import('@aws-sdk/client-service-quotas')).ServiceQuotas(c),
    ),
    calls: () => calls,
    close() {
      for (const client of opened) client.destroy();
    },
  };
}

function chinese(region: string): string {
  return region.startsWith('cn-') ? '.cn' : '';
}

async function askIdentity(sts: () => Promise<STS>, signal: AbortSignal): Promise<AwsIdentity> {
  const {
    Account = '',
    Arn = '',
    UserId = '',
  } = await (await sts()).getCallerIdentity({}, { abortSignal: signal });
  return { account: Account, arn: Arn, userId: UserId };
}
