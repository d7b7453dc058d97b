/**
 * Lists, saved searches, alerts, keys and agents on a cluster: `npm run test:cluster` with KUBECONFIG, and kubectl on PATH. The nodes
 * must run containers and be able to pull the images of the manifests. On a cluster of fake nodes it is skipped.
 */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import type { EventOf } from '#cli/output/events/events.ts';
import type { Alert, Alerts } from '#contract/alerts/alert.ts';
import type { KeyAdded, Keys } from '#contract/keys/keys.ts';
import type { ListContent, Lists } from '#contract/lists/lists.ts';
import type { SearchResponse } from '#contract/query/search.ts';
import type { SearchSaved } from '#contract/saved/saved-search.ts';
import { eventually } from '#tests/support/eventually.ts';
import { callEveryTool } from '#tests/support/mcp/call-every-tool.ts';
import { httpExchange } from '#tests/support/mcp/http-exchange.ts';
import { connectOlderClient } from '#tests/support/mcp/older-client.ts';
import { connectSdkClient } from '#tests/support/mcp/sdk-client.ts';
import { LAUNCHER } from '#tests/support/platform/cli.ts';
import { isSigned } from '#tests/support/servers/alert-receiver.ts';
import type { Place } from '../integration/cli/kubernetes/cluster.ts';
import { createPlace, nodeKind, skipReason } from '../integration/cli/kubernetes/cluster.ts';
import type { ReceiverPod } from './receiver-pod.ts';
import { startReceiverPod } from './receiver-pod.ts';

const PATIENCE = { timeoutMs: 120_000, everyMs: 1_000 };
const TO_THE_ADDRESS = ['up', '-o', 'json', '--timeout', '600s'];

const skip = skipReason() || ((await nodeKind()) === 'fake' && 'needs nodes that run containers');

describe('people and agents on a cluster', { skip, concurrency: false, timeout: 1_800_000 }, () => {
  let place: Place;
  let url: string;
  let receiver: ReceiverPod | undefined;
  /** The working folder of the commands, with `influscope.yaml`. */
  let folder: string;

  before(async () => {
    place = await createPlace();
    folder = dirname(place.root);
    place.configure('alert_addresses: any\n');
    url = await deploy();
    await importBakers(1, 2, 3);
    await eventually(async () => assert.deepEqual(await found('sourdough'), [1, 2, 3].map(baker)), PATIENCE);
    receiver = await startReceiverPod(place);
  });
  after(async () => {
    await receiver?.remove();
    await place?.dispose();
  });

  const baker = (number: number) => `instagram:n${number}`;
  const run = async (args: string[], env: Record<string, string> = {}) => {
    const { code, stdout, stderr } = await place.cli(args, { env });
    assert.equal(code, 0, stdout + stderr);
    return stdout;
  };
  const json = async <T>(args: string[], env: Record<string, string> = {}) =>
    JSON.parse(await run([...args, '-o', 'json'], env)) as T;
  /** Answers the address of the load balancer. */
  const deploy = async () => {
    const { code, events, stdout, stderr } = await place.cli(TO_THE_ADDRESS);
    assert.equal(code, 0, stdout + stderr);
    const ready = events.findLast((event): event is EventOf<'ready'> => event.type === 'ready');
    assert.ok(ready, stdout);
    return ready.url;
  };
  const importBakers = async (...numbers: number[]) => {
    const file = join(folder, 'bakers.ndjson');
    const rows = numbers.map((number) => ({
      ...{
        platform: 'instagram',
        native_id: `n${number}`,
        username: `baker${number}`,
        bio: 'tech and sourdough',
      },
      ...{ followers: 5_000, fetched_at: '2026-01-01T00:00:00Z' },
    }));
    writeFileSync(file, rows.map((row) => JSON.stringify(row)).join('\n'));
    await run(['import', file, '-o', 'json']);
  };
  const idsOf = ({ data }: SearchResponse) => data.map(({ id }) => id).sort();
  const found = async (query: string, env: Record<string, string> = {}) =>
    idsOf(await json<SearchResponse>(['search', query], env));

  test('a list is added to, written to a file, and imported from it', async () => {
    await run(['list', 'add', 'spring', '@baker1', '--status', 'contacted', '--note', 'wrote, on "Monday"']);
    await run(['list', 'add', 'spring', '@baker2']);
    const file = join(folder, 'spring.csv');
    writeFileSync(file, await run(['list', 'show', 'spring', '-o', 'csv']));
    await run(['list', 'import', 'copy', file]);
    const { lists } = await json<Lists>(['list']);
    assert.deepEqual(lists.map(({ name, count }) => [name, count]).sort(), [
      ['copy', 2],
      ['spring', 2],
    ]);
    const content = async (name: string) => (await json<ListContent>(['list', 'show', name])).data;
    assert.deepEqual(await content('copy'), await content('spring'));
    const [first] = await content('copy');
    assert.deepEqual([first?.id, first?.status, first?.note], [baker(1), 'contacted', 'wrote, on "Monday"']);
  });

  test('a saved search runs by its name, and its alert reaches a webhook that refuses it at first', async () => {
    const to = ['--new-matches', '--to', receiver?.url ?? ''];
    const saved = await json<SearchSaved>(['saved', 'add', 'bakers', 'sourdough followers:1k..', ...to]);
    assert.deepEqual(idsOf(await json<SearchResponse>(['saved', 'run', 'bakers'])), [1, 2, 3].map(baker));
    await importBakers(4);
    await eventually(async () => {
      const requests = (await receiver?.requests()) ?? [];
      assert.deepEqual(
        requests.map(({ status }) => status),
        [503, 204],
      );
    }, PATIENCE);
    const { alerts } = await json<Alerts>(['alerts']);
    assert.deepEqual(
      alerts.map(({ profile, kind }) => [profile.id, kind]),
      [[baker(4), 'new_match']],
    );
    for (const { signature, body } of (await receiver?.requests()) ?? []) {
      assert.ok(isSigned(signature, body, saved.secrets[0]?.secret ?? ''));
      assert.deepEqual(JSON.parse(body) as Alert, alerts[0]);
    }
    await eventually(async () => assert.equal((await json<Alerts>(['alerts'])).waiting, 0), PATIENCE);
    await eventually(
      async () => assert.deepEqual(idsOf(await json<SearchResponse>(['saved', 'run', 'bakers'])).length, 4),
      PATIENCE,
    );
  });

  test('a port that requires keys serves people and agents with a key, until it is revoked', async () => {
    const { hostname } = new URL(url);
    place.configure(`require_keys: true\nmcp: true\nmcp_hosts: [${hostname}]\n`);
    url = await deploy();
    const { key } = await json<KeyAdded>(['keys', 'add', 'agent', '--rights', 'search,mcp']);
    const headers = { authorization: `Bearer ${key}` };
    const env = { INFLUSCOPE_API_KEY: key };
    const status = async (path: string, init?: RequestInit) => (await fetch(`${url}${path}`, init)).status;
    assert.equal(await status('/search?q=sourdough'), 401);
    assert.equal(await status('/search?q=sourdough', { headers }), 200);
    assert.equal(await status('/export', { headers }), 403);
    const refused = await place.cli(['search', 'sourdough', '-o', 'json']);
    assert.equal(refused.code, 1);
    assert.equal((JSON.parse(refused.stdout) as { code: string }).code, 'key_missing');
    const ids = await found('sourdough', env);
    assert.equal(ids.length, 4);

    const transport = new StdioClientTransport({
      command: process.execPath,
      args: [LAUNCHER, 'mcp', '--name', place.name],
      cwd: folder,
      env: {
        ...{ PATH: process.env.PATH ?? '', KUBECONFIG: process.env.KUBECONFIG ?? '' },
        ...{ INFLUSCOPE_HOME: place.home, INFLUSCOPE_TARGET: 'kubernetes', ...env },
      },
      stderr: 'ignore',
    });
    await using client = await connectSdkClient(transport, '2026-07-28');
    await callEveryTool(client, ids);
    await callEveryTool(await connectOlderClient(httpExchange(url, headers), '2025-03-26'), ids);

    await eventually(async () => {
      const { keys } = await json<Keys>(['keys', 'list']);
      assert.ok((keys[0]?.requests ?? 0) > 0);
      assert.equal(keys[0]?.refused, 1);
    }, PATIENCE);
    await run(['keys', 'revoke', 'agent']);
    await eventually(async () => assert.equal(await status('/search?q=sourdough', { headers }), 401));
    const result = await client.callTool('search_creators', { query: 'sourdough' });
    assert.match(result.content[0]?.text ?? '', /key_invalid/);
  });
});
