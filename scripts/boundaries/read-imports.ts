import { parseSync, Visitor } from 'oxc-parser';

export interface ModuleImport {
  /** As written. `null` when it is computed, so that no check can follow it. */
  specifier: string | null;
  line: number;
}

/**
 * All modules that a TypeScript file names: static imports and re-exports, type-only ones included, `import()` as a value and
 * as a type, and `new URL('….ts', import.meta.url)`, the way to a worker's script.
 */
export function readImports(path: string, text: string): ModuleImport[] {
  const { program, module, errors } = parseSync(path, text);
  if (errors[0]) throw new Error(`${path} cannot be parsed: ${errors[0].message}`);
  const found = new Map<string, ModuleImport>();
  const add = (specifier: string | null, at: number) => {
    const line = text.slice(0, at).split('\n').length;
    found.set(`${specifier ?? at}`, { specifier, line });
  };
  for (const { moduleRequest } of module.staticImports) add(moduleRequest.value, moduleRequest.start);
  for (const { entries } of module.staticExports)
    for (const { moduleRequest } of entries) if (moduleRequest) add(moduleRequest.value, moduleRequest.start);
  // The syntax tree costs ten times the list above; few files need it.
  if (/\bimport\s*\(|\bnew\s+URL\b/.test(text)) {
    const visitor = new Visitor({
      ImportExpression: ({ source }) => add(literal(source), source.start),
      TSImportType: ({ source }) => add(source.value, source.start),
      NewExpression({ callee, arguments: [first] }) {
        if (callee.type !== 'Identifier' || callee.name !== 'URL' || first?.type !== 'Literal') return;
        const value = literal(first);
        if (value && /^\.{1,2}\/.*\.ts$/.test(value)) add(value, first.start);
      },
    });
    visitor.visit(program);
  }
  return [...found.values()];
}

function literal(node: { type: string; value?: unknown }): string | null {
  return node.type === 'Literal' && typeof node.value === 'string' ? node.value : null;
}
