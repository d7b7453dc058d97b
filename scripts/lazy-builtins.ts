import { isBuiltin } from 'node:module';
import type { Plugin } from 'esbuild';

/**
 * For the CLI, whose start is felt. An `import` of one of Node's modules reads all its exports, which loads much that
 * nobody asked for (`node:http` brings the whole of fetch: 30 ms); `getBuiltinModule` does not. Every importer has
 * a copy of its own, of which bundling leaves the names it uses. commander wants `node:child_process` for subcommands
 * in files of their own, of which there are none: it is loaded on use.
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
        `const builtin = process.getBuiltinModule('${path}');`,
        'const pick = (key) => builtin[key];',
        'export default builtin;',
        ...Object.getOwnPropertyNames(process.getBuiltinModule(path))
          .filter((name) => /^[A-Za-z_$][\w$]*$/.test(name) && name !== 'default')
          .map((name, at) => `const k${at} = /* @__PURE__ */ pick('${name}'); export { k${at} as ${name} };`),
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
