import { withPolicies } from '#domain/source-policy.ts';
import { TargetError, toGrpcTarget } from '#lib/grpc-target.ts';
import type { Variable } from '#runtime/config/variable.ts';
import { integer } from '#runtime/config/variable.ts';

export const INDEXER_NEEDS = ['queue', 'records', 'search'] as const;

const ANALYTICS_ADDR: Variable<string | null> = {
  name: 'ANALYTICS_ADDR',
  meaning:
    'analytics servers: `host:port`, `dns:///host:port` or `ip:port,ip:port`; calls are spread over all of them',
  alternatives: [],
  read(environment) {
    const address = environment.get('ANALYTICS_ADDR') ?? null;
    try {
      if (address !== null) toGrpcTarget(address);
    } catch (error) {
      if (!(error instanceof TargetError)) throw error;
      environment.fault('ANALYTICS_ADDR', error.message);
    }
    return address;
  },
};

const RETENTION: Variable<ReadonlyMap<string, number>> = {
  name: 'RETENTION',
  meaning:
    'days until data is deleted unless it is read again, by source: `SOURCE=DAYS`, separated by commas; default `youtube=30`, which cannot be raised',
  alternatives: [],
  read(environment) {
    const periods = new Map<string, number>();
    for (const pair of environment.get('RETENTION')?.split(',') ?? []) {
      const [, source, days] = /^\s*([a-z][a-z0-9-]*)=(\d{1,5})\s*$/.exec(pair) ?? [];
      if (source === undefined || Number(days) === 0) {
        environment.fault('RETENTION', `expected SOURCE=DAYS, e.g. import=365, got "${pair}"`);
      } else periods.set(source, Number(days));
    }
    return withPolicies(periods);
  },
};

export const INDEXER_VARIABLES = {
  /** Days by source, the limits of their policies included. */
  retention: RETENTION,
  /** `null` when analytics runs in this process. */
  analyticsAddr: ANALYTICS_ADDR,
  /** `null` leaves it to the adapters. */
  batchSize: integer('INDEXER_BATCH', {
    fallback: null,
    max: 10_000,
    meaning: 'maximum profiles in one batch; default 200 with Elasticsearch, otherwise 50',
  }),
};
