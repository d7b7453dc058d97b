/** Bundles the CLI and the services to `dist/`, split so that a command loads only what it uses. */
import { existsSync, readdirSync, rmSync } from 'node:fs';
import type { BuildOptions } from 'esbuild';
import { build } from 'esbuild';

rmSync('dist', { recursive: true, force: true });

const workers = readdirSync('services', { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('-worker.ts'))
  .map((path) => `services/${path}`);

const common: BuildOptions = {
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node24',
  outbase: '.',
  outdir: 'dist',
  outExtension: { '.js': '.js' },
  minifySyntax: true,
  minifyWhitespace: true,
  sourcemap: 'linked',
  legalComments: 'linked',
  logLevel: 'warning',
  // Reads its .proto from beside its own file, so it stays in node_modules.
  external: ['grpc-health-check'],
  // CommonJS dependencies call `require` for Node's own modules.
  banner: {
    js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
  },
};

await build({
  ...common,
  chunkNames: 'cli/chunks/[name]-[hash]',
  entryPoints: ['cli/main.ts'].filter(existsSync),
});
await build({
  ...common,
  chunkNames: 'services/chunks/[name]-[hash]',
  entryPoints: ['services/main.ts', ...workers].filter(existsSync),
});
