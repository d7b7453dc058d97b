import { isBuiltin } from 'node:module';
import type { Plugin } from 'esbuild';

/** Modules that take long to load. */
const LARGE = ['node:crypto', 'node:http'];

/**
 * Shortens the start of the CLI. An `import` of a Node module reads all its exports, which loads much unused code
 * (`node:http` loads all of fetch: 30 ms); `getBuiltinModule` does not. Every importer has its own copy, of which
 * bundling keeps the names it uses. A function of a large module loads the module when it is called: the help needs no
 * connection and no hash. commander needs `node:child_process` for subcommands in separate files; there are none, so it
 * loads on use.
 */
export const lazyBuiltins: Plugin = {
  name: 'lazy-builtins',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^(?:node:)?[a-z\d_/]+$/ }, ({ path, importer, kind }) => {
      if (!isBuiltin(path)) return undefined;
      const id = path.startsWith('node:') ? path : `node:${path}`;
      if (kind === 'require-call') return { path: id, namespace: 'builtin-required' };
      const onUse = id === 'node:child_process' && importer.includes('/node_modules/commander/');
      return { path: id, namespace: onUse ? 'builtin-on-use' : 'builtin', suffix: `?${importer}` };
    });
    onLoad({ filter: /.*/, namespace: 'builtin' }, ({ path }) => ({
      contents: [
        `const load = () => process.getBuiltinModule('${path}');`,
        'const pick = (key) => load()[key];',
        'export default /* @__PURE__ */ load();',
        ...Object.entries(Object.getOwnPropertyDescriptors(process.getBuiltinModule(path)))
          .filter(([name]) => /^[A-Za-z_$][\w$]*$/.test(name) && name !== 'default')
          .map(([name, { value }], at) => {
            const isLate = LARGE.includes(path) && isPlainFunction(name, value);
            const made = isLate ? `(...args) => load().${name}(...args)` : `/* @__PURE__ */ pick('${name}')`;
            return `const k${at} = ${made}; export { k${at} as ${name} };`;
          }),
      ].join('\n'),
    }));
    onLoad({ filter: /.*/, namespace: 'builtin-required' }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule('${path}');`,
    }));
    onLoad({ filter: /.*/, namespace: 'builtin-on-use' }, ({ path }) => ({
      contents: `export default new Proxy({}, { get: (_, key) => process.getBuiltinModule('${path}')[key] });`,
    }));
  },
};

/** Neither a class nor a function with a promise form of its own, which a function around it would hide. */
function isPlainFunction(name: string, value: unknown): boolean {
  return (
    typeof value === 'function' && /^[a-z]/.test(name) && Object.getOwnPropertySymbols(value).length === 0
  );
}
