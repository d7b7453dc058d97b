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

export const INDEXER_VARIABLES = {
  /** `null` when analytics runs in this process. */
  analyticsAddr: ANALYTICS_ADDR,
  /** `null` leaves it to the adapters. */
  batchSize: integer('INDEXER_BATCH', {
    fallback: null,
    max: 10_000,
    meaning: 'maximum profiles in one batch; default 200 with Elasticsearch, otherwise 50',
  }),
};
