import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { Errors } from 'typebox/value';
import { COMMANDS } from '#cli/commands/index.ts';
import type { SearchResponse } from '#contract/query/search.ts';
import type { Run } from '#tests/integration/cli/commands/harness.ts';
import { createBench } from '#tests/integration/cli/commands/harness.ts';
import { freePort } from '#tests/support/free-port.ts';
import { ROOT } from '#tests/support/platform/cli.ts';

const bench = createBench(join(ROOT, 'dist/services/main.js'));
const run = (args: string[]): Promise<Run> => bench.run([...args, '-o', 'json']);

const covered = new Set<string>();
const withJson = COMMANDS.filter(({ outputs }) => outputs.includes('json'));
const schemas = new Map<string, object>();

/** Runs a command line and compares its whole stdout with the schema that `influscope schema` prints. */
async function check(line: string, code: number): Promise<string> {
  const args = line.split(' ');
  const [name = ''] = args;
  covered.add(name);
  const command = COMMANDS.find((one) => one.name === name);
  if (!schemas.has(name)) schemas.set(name, JSON.parse((await run(['schema', name])).stdout) as object);
  const schema = schemas.get(name) ?? {};
  const result = await run(args);
  assert.equal(result.code, code, `${line}: ${result.stdout.slice(-500)}${result.stderr}`);
  const isLines = command?.streamsEvents === true || name === 'logs';
  const documents = isLines ? result.stdout.trim().split('\n') : [result.stdout];
  assert.ok(documents.length > 0);
  for (const document of documents) {
    const faults = [...Errors(schema, JSON.parse(document))];
    assert.deepEqual(faults.slice(0, 3), [], `${line}: ${document.slice(0, 500)}`);
  }
  return result.stdout;
}

test('what each command writes as JSON is what its schema says', async () => {
  await check(`up --demo --port ${await freePort()}`, 0);
  const found = JSON.parse(await check('search tech', 0)) as SearchResponse;
  const [profile] = found.data;
  assert.ok(profile);
  bench.write('more.csv', 'platform,username,followers\ninstagram,somebody.new,1200\n');
  for (const line of [
    `show ${profile.id}`,
    `similar ${profile.id}`,
    `export-person ${profile.id}`,
    `export-person ${profile.id} --pictures`,
    'import more.csv',
    'import more.csv --dry-run',
    'status',
    'ls',
    'queues',
    'queues dead',
    'logs',
    'doctor',
    'sources',
    'config show',
    'config show --origin',
    'keys add news --rate 60/min',
    'keys',
    'keys revoke news',
    'recompute',
    'reindex',
    'saved add tech tech --new-matches --to file:alerts.ndjson',
    'alerts',
    'saved add bakers --plain bakers under 50k followers',
    'saved list',
    'saved run tech -n 3',
    'saved remove tech',
    'list',
    `list add spring ${profile.id} --status contacted --note hello`,
    'list show spring',
    'list rename spring summer',
    'list rename summer spring',
    `list remove spring ${profile.id}`,
    'list remove spring --yes',
    `forget ${profile.id} --yes`,
    'schema',
    'schema ls',
    'deploy',
  ])
    await check(line, 0);
  for (const [line, code] of [
    ['show @unknown-handle', 1],
    ['search tech --limit many', 2],
    ['discover --resume 00000000-0000-4000-8000-000000000000', 1],
    ['refresh @unknown-handle', 1],
    ['saved run none', 1],
    ['saved add odd folowers:10k', 2],
    ['list show none', 1],
    ['list add spring', 2],
    ['list rename none other', 1],
    ['list rename none', 2],
    ['keys revoke news', 1],
    ['cost', 2],
    ['secrets rotate', 2],
    ['logs nonsense', 2],
    ['history', 2],
    ['rollback', 2],
    ['explain', 0],
  ] as const)
    await check(line, code);
  await check('down', 0);
  assert.deepEqual(
    withJson.map(({ name }) => name).filter((name) => !covered.has(name)),
    [],
  );
});

test('a schema exists for exactly the commands that write JSON', async () => {
  for (const { name, outputs } of COMMANDS) {
    const { code, stdout } = await run(['schema', name]);
    const document = JSON.parse(stdout) as { $id?: string; code?: string };
    if (outputs.includes('json'))
      assert.deepEqual([code, document.$id], [0, `urn:influscope:cli:v1:${name}`]);
    else assert.deepEqual([code, document.code], [2, 'no_json_output']);
  }
  const all = JSON.parse((await run(['schema'])).stdout) as { $defs: Record<string, unknown> };
  const once = withJson.filter(({ streamsEvents }) => !streamsEvents).map(({ name }) => name);
  assert.deepEqual(Object.keys(all.$defs), ['event', ...once]);
});
