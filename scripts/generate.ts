/** Types for the `.proto` files, by the generator of `@grpc/proto-loader`. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';

const out = 'services/rpc/generated';
rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
execFileSync(
  'node_modules/.bin/proto-loader-gen-types',
  [
    '--keepCase',
    '--longs=Number',
    '--enums=String',
    '--arrays',
    '--grpcLib=@grpc/grpc-js',
    '--importFileExtension=.ts',
    '--includeDirs=proto',
    `--outDir=${out}`,
    'influscope/analytics/v1/analytics.proto',
  ],
  { stdio: 'inherit' },
);
