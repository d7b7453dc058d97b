import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { loadPackageDefinition } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import type { ProtoGrpcType } from './generated/analytics.ts';

const PROTO = 'influscope/analytics/v1/analytics.proto';

/** Full name of the service, also its name in the health protocol. */
export const ANALYTICS_SERVICE = 'influscope.analytics.v1.Analytics';

/** Limits that client and server share. */
export const MAX_MESSAGE_BYTES = 4 * 1024 * 1024;
export const MAX_PROFILES_PER_CALL = 100;
/** Readings of one profile's history. */
export const MAX_READINGS = 1_000;

/**
 * Reads the service's definition. Absent fields are `undefined`, also those with the default of their type, by the
 * rules of proto3; lists are always present.
 */
export function loadAnalyticsProto(): ProtoGrpcType['influscope']['analytics']['v1'] {
  const definition = loadSync(PROTO, {
    includeDirs: [protoFolder()],
    keepCase: true,
    longs: Number,
    enums: String,
    arrays: true,
  });
  return (loadPackageDefinition(definition) as unknown as ProtoGrpcType).influscope.analytics.v1;
}

/** `proto/` lies beside `services/` in the sources and beside `dist/` when bundled. */
function protoFolder(): string {
  for (let folder = new URL('.', import.meta.url); folder.pathname !== '/'; folder = new URL('..', folder)) {
    const candidate = new URL('proto/', folder);
    if (existsSync(new URL(PROTO, candidate))) return fileURLToPath(candidate);
  }
  throw new Error(`proto/${PROTO} is missing above ${import.meta.url}`);
}
