import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import type { KeyAdded } from '#contract/keys/keys.ts';
import type { SearchResponse } from '#contract/query/search.ts';
import { freePort } from '#tests/support/free-port.ts';
import { callEveryTool } from '#tests/support/mcp/call-every-tool.ts';
import { httpExchange } from '#tests/support/mcp/http-exchange.ts';
import { connectOlderClient } from '#tests/support/mcp/older-client.ts';
import { connectSdkClient } from '#tests/support/mcp/sdk-client.ts';
import type { Workplace } from '#tests/support/platform/cli.ts';
import { createWorkplace, LAUNCHER } from '#tests/support/platform/cli.ts';

let place: Workplace;
let url: string;
let ids: string[];
let headers: Record<string, string>;

before(async () => {
  place = await createWorkplace();
  const port = await freePort();
  url = `http://127.0.0.1:${port}`;
  const settings = `port: ${port}\nrequire_keys: true\nmcp: true\nrate_limit: 0\n`;
  await writeFile(join(place.home, 'influscope.yaml'), settings);
  const up = await place.run(['up', '--demo']);
  assert.equal(up.code, 0, up.stderr);
  const found = await place.run(['search', 'tech', '-o', 'json']);
  ids = (JSON.parse(found.stdout) as SearchResponse).data.map(({ id }) => id);
  const added = await place.run(['keys', 'add', 'agent', '--rights', 'mcp', '-o', 'json']);
  headers = { authorization: `Bearer ${(JSON.parse(added.stdout) as KeyAdded).key}` };
});
after(() => place.dispose());

test('an instance with the setting mcp serves every tool at /mcp to a key with the right', async () => {
  assert.equal((await fetch(`${url}/mcp`, { method: 'POST' })).status, 401);
  const transport = new StreamableHTTPClientTransport(new URL(`${url}/mcp`), { requestInit: { headers } });
  await using client = await connectSdkClient(transport, '2026-07-28');
  await callEveryTool(client, ids);
});

test('an older client uses every tool at /mcp', async () => {
  await callEveryTool(await connectOlderClient(httpExchange(url, headers), '2025-03-26'), ids);
});

test('influscope mcp needs no key on the machine of the instance', async () => {
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [LAUNCHER, 'mcp'],
    env: { PATH: process.env.PATH ?? '', INFLUSCOPE_HOME: place.home },
    stderr: 'ignore',
  });
  await using client = await connectSdkClient(transport, '2026-07-28');
  await callEveryTool(client, ids);
});

test('influscope mcp says as the result of a tool that its key does not work', async () => {
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [LAUNCHER, 'mcp'],
    env: {
      PATH: process.env.PATH ?? '',
      INFLUSCOPE_HOME: place.home,
      INFLUSCOPE_API_KEY: `isk_${'0'.repeat(12)}_${'A'.repeat(43)}`,
    },
    stderr: 'ignore',
  });
  await using client = await connectSdkClient(transport, '2026-07-28');
  const result = await client.callTool('search_creators', { query: 'tech' });
  assert.equal(result.isError, true);
  assert.match(result.content[0]?.text ?? '', /key_invalid/);
});
