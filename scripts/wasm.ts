/**
 * Compiles the modules in `wasm/` with AssemblyScript, and writes each as a TypeScript file that contains its bytes:
 * `npm run wasm`. So neither Node nor the bundler needs to know about WebAssembly files. A test compares the files.
 */
import { writeFileSync } from 'node:fs';
import { compileModule, WASM_MODULES } from './wasm/compile-module.ts';

for (const { source, output } of WASM_MODULES) writeFileSync(output, await compileModule(source));
