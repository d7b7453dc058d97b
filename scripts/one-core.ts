import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Plugin } from 'esbuild';

/** Small modules that most commands use. Nothing in them is worth loading late. */
const CORE = [
  'cli/errors.ts',
  'cli/global-options.ts',
  'cli/hint.ts',
  'cli/parsers.ts',
  'cli/guesses.ts',
  'cli/http/problem.ts',
  'cli/commands/completion/kinds.ts',
  'cli/commands/search/selection.ts',
  'cli/commands/target-options.ts',
  'cli/settings/registry.ts',
  'cli/settings/setting.ts',
  'cli/settings/find-file.ts',
  'cli/output/output-format.ts',
  'cli/output/render/render-notes.ts',
  'cli/output/text/safe-text.ts',
  'cli/output/text/format.ts',
  'cli/output/text/text-width.ts',
  'cli/output/text/table.ts',
  'cli/targets/local/local-target.ts',
  'cli/targets/options.ts',
  'cli/targets/target.ts',
  'cli/open-target.ts',
  'lib/text/closest.ts',
  'lib/text/quote-shell.ts',
  'services/contract/limits.ts',
  'services/contract/query/fields.ts',
  'services/contract/query/parse-range.ts',
  'services/contract/query/read-value.ts',
  'services/domain/enrichment.ts',
  'services/domain/platform.ts',
].map((path) => resolve(path));

/**
 * Puts the core into one file. Bundling makes a file of every set of modules that the same commands reach, and opening
 * one costs more than all that is in it; so every module is made to reach the whole core, which then is one set.
 */
export const oneCore: Plugin = {
  name: 'one-core',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^influscope:core$/ }, ({ path }) => ({ path, namespace: 'core' }));
    onLoad({ filter: /.*/, namespace: 'core' }, () => ({
      contents: CORE.map((path) => `import ${JSON.stringify(path)};`).join('\n'),
      resolveDir: '.',
    }));
    onLoad({ filter: /\/(?:cli|services\/contract)\/.*\.ts$/ }, ({ path }) => ({
      contents: `${readFileSync(path, 'utf8')}${CORE.includes(path) ? '' : '\nimport "influscope:core";'}`,
      loader: 'ts',
    }));
  },
};
