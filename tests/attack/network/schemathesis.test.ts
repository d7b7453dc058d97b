import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { Registry } from 'prom-client';
import { mountPublicProbes } from '#runtime/http/probes.ts';
import { createHealth } from '#runtime/process/health.ts';
import { startPublicApi } from '#tests/support/platform/public-api.ts';
import { searchableProfile } from '#tests/support/searchable-profile.ts';

const PROGRAM = process.env.SCHEMATHESIS ?? 'schemathesis';
const EXAMPLES = process.env.SCHEMATHESIS_EXAMPLES ?? '20';
const isHere = spawnSync(PROGRAM, ['--version']).status === 0;
const CHECKS = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_schema_conformance',
];

test('schemathesis finds no response that OpenAPI does not describe', {
  skip: isHere ? false : 'needs schemathesis (pip install schemathesis)',
  timeout: 600_000,
}, async (t) => {
  const profiles = Array.from({ length: 50 }, (_, i) => searchableProfile(i));
  await using api = await startPublicApi(profiles, {
    registry: new Registry(),
    probes: (routes) =>
      mountPublicProbes(routes, {
        health: createHealth(),
        identity: { instance: 'i', version: '1.2.3', services: ['api'], startedAt: new Date(0) },
        token: null,
      }),
  });
  const folder = await mkdtemp(join(tmpdir(), 'influscope-schemathesis-'));
  const args = ['run', `${api.url}/openapi.json`, '--checks', CHECKS.join(','), '--seed', '1'];
  const run = spawn(PROGRAM, [...args, '--max-examples', EXAMPLES, '--no-color'], { cwd: folder });
  let output = '';
  for (const stream of [run.stdout, run.stderr]) {
    stream.setEncoding('utf8');
    stream.on('data', (text: string) => {
      output += text;
    });
  }
  const [code] = await once(run, 'close');
  await rm(folder, { recursive: true });
  assert.equal(code, 0, output.slice(-6_000));
  for (const line of output.split('\n').filter((one) => /generated|passed/.test(one))) t.diagnostic(line);
});
