/** Bundles the CLI and the services to `dist/`, split so that a command loads only what it uses, and writes the manual pages. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BuildOptions } from 'esbuild';
import { build } from 'esbuild';
import { manPages } from './commands/all-pages.ts';
import { lazyBuiltins } from './lazy-builtins.ts';
import { oneCore } from './one-core.ts';
import { buildPage } from './page/build-page.ts';

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
  metafile: true,
  // The one reads its .proto from beside its own file, the other is native: both stay in node_modules.
  external: ['grpc-health-check', 'sharp'],
};

const cli = await build({
  ...common,
  chunkNames: 'cli/chunks/[name]-[hash]',
  // A module that is imported when it is needed keeps its names only as an ES module; so the clients of AWS are taken.
  mainFields: ['module', 'main'],
  entryPoints: ['cli/main.ts'],
  plugins: [oneCore, lazyBuiltins],
});
const services = await build({
  ...common,
  // CommonJS dependencies call `require` for Node's own modules.
  banner: {
    js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
  },
  chunkNames: 'services/chunks/[name]-[hash]',
  entryPoints: ['services/main.ts', ...workers],
});

const page = await buildPage();

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
const manuals = [...manPages(version)].map(([name, text]) => [join('dist/man', name), text] as const);
mkdirSync('dist/man', { recursive: true });
for (const [path, text] of manuals) writeFileSync(path, text);

// Files of earlier builds are deleted last, so that an instance that runs from here finds its files until then.
const written = new Set([
  ...[cli, services].flatMap((result) => Object.keys(result.metafile?.outputs ?? {})),
  ...page,
  ...manuals.map(([path]) => path),
]);
for (const entry of readdirSync('dist', { recursive: true, withFileTypes: true })) {
  const path = join(entry.parentPath, entry.name);
  if (entry.isFile() && !written.has(path)) rmSync(path);
}
