import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { compileModule, WASM_MODULES } from '#scripts/wasm/compile-module.ts';
import { ROOT } from '#tests/support/platform/cli.ts';

for (const { source, output } of WASM_MODULES)
  test(`${output} is what ${source} compiles to (npm run wasm)`, async () => {
    assert.equal(await compileModule(source), readFileSync(join(ROOT, output), 'utf8'));
  });
