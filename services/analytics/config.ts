import { choice, integer } from '#runtime/config/variable.ts';

export const ANALYTICS_NEEDS = [] as const;

export const DEFAULT_GRPC_PORT = 50_051;

export const ANALYTICS_VARIABLES = {
  grpcPort: integer('GRPC_PORT', {
    fallback: null,
    max: 65_535,
    meaning: `gRPC port; default ${DEFAULT_GRPC_PORT}, or any free port if the process runs other services too`,
  }),
  maxConnectionAgeMs: integer('GRPC_MAX_CONNECTION_AGE_MS', {
    fallback: 30_000,
    max: 86_400_000,
    meaning: 'age at which a connection is closed, so that clients discover new servers; default 30000',
  }),
  detectLanguage: choice('DETECT_LANGUAGE', {
    choices: ['on', 'off'],
    fallback: 'on',
    meaning:
      '`on` or `off`: detect the language of profiles without one; needs 80 MiB of memory; default `on`',
  }),
};
