/** Bundles the CLI and the services to `dist/`, split so that a command loads only what it uses. */
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { BuildOptions, Plugin } from 'esbuild';
import { build } from 'esbuild';

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
  // Reads its .proto from beside its own file, so it stays in node_modules.
  external: ['grpc-health-check'],
};

/**
 * For the CLI, whose start is felt. An `import` of one of Node's modules reads all its exports, which loads much that
 * nobody asked for (`node:http` brings the whole of fetch: 30 ms); `getBuiltinModule` does not. commander wants
 * `node:child_process` for subcommands in files of their own, which there are none of: it is loaded on use.
 */
const lazyBuiltins: Plugin = {
  name: 'lazy-builtins',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^(?:node:.+|tty|os|process|child_process)$/ }, ({ path, importer }) => ({
      path: path.startsWith('node:') ? path : `node:${path}`,
      namespace:
        path === 'node:child_process' && importer.includes('/node_modules/commander/')
          ? 'builtin-on-use'
          : 'builtin',
    }));
    onLoad({ filter: /.*/, namespace: 'builtin' }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule('${path}');`,
    }));
    onLoad({ filter: /.*/, namespace: 'builtin-on-use' }, ({ path }) => ({
      contents: `export default new Proxy({}, { get: (_, key) => process.getBuiltinModule('${path}')[key] });`,
    }));
  },
};

const cli = await build({
  ...common,
  chunkNames: 'cli/chunks/[name]-[hash]',
  entryPoints: ['cli/main.ts'],
  plugins: [lazyBuiltins],
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

// What an earlier build left goes last, so that a platform that runs from here keeps finding its files meanwhile.
const written = new Set([cli, services].flatMap((result) => Object.keys(result.metafile?.outputs ?? {})));
for (const entry of readdirSync('dist', { recursive: true, withFileTypes: true })) {
  const path = join(entry.parentPath, entry.name);
  if (entry.isFile() && !written.has(path)) rmSync(path);
}
