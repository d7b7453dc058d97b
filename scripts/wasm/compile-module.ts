import { main } from 'assemblyscript/asc';

/** Each module and the file that contains its bytes. */
export const WASM_MODULES: readonly { source: string; output: string }[] = [
  { source: 'wasm/meaning/kernel.ts', output: 'services/adapters/meaning/model/kernel-wasm.ts' },
  {
    source: 'wasm/search/score-rows.ts',
    output: 'services/adapters/search/embedded/vectors/score-rows-wasm.ts',
  },
  {
    source: 'wasm/search/slot-columns.ts',
    output: 'services/adapters/search/embedded/reader/columns/slot-columns-wasm.ts',
  },
  {
    source: 'wasm/search/slot-sets.ts',
    output: 'services/adapters/search/embedded/reader/columns/slot-sets-wasm.ts',
  },
];

/** The caller owns the memory, and nothing is allocated in it. */
const OPTIONS = [
  '-O3',
  '--noAssert',
  '--runtime',
  'stub',
  '--importMemory',
  '--noExportMemory',
  '--enable',
  'simd',
];

/** The compiled module as the text of a TypeScript file that contains its bytes. */
export async function compileModule(source: string): Promise<string> {
  let compiled: Uint8Array | undefined;
  const { error, stderr } = await main([source, '--outFile', 'module.wasm', ...OPTIONS], {
    writeFile: (_, contents) => {
      compiled = contents as Uint8Array;
    },
  });
  if (error || compiled === undefined) throw error ?? new Error(`${source}: ${stderr.toString()}`);
  const lines =
    Buffer.from(compiled)
      .toString('base64')
      .match(/.{1,104}/g) ?? [];
  return [
    `/** Compiled from ${source} by \`npm run wasm\`; do not edit. Base64. */`,
    'export const WASM =',
    `${lines.map((line) => `  '${line}'`).join(' +\n')};`,
    '',
  ].join('\n');
}
