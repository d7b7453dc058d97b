import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import type { SearchResponse } from '#contract/query/search.ts';
import { freePort } from '#tests/support/free-port.ts';
import { callEveryTool } from '#tests/support/mcp/call-every-tool.ts';
import { connectOlderClient } from '#tests/support/mcp/older-client.ts';
import { connectSdkClient } from '#tests/support/mcp/sdk-client.ts';
import { readStdio } from '#tests/support/mcp/stdio-process.ts';
import type { Workplace } from '#tests/support/platform/cli.ts';
import { createWorkplace, LAUNCHER, readAll } from '#tests/support/platform/cli.ts';

let place: Workplace;
let ids: string[];

before(async () => {
  place = await createWorkplace();
  const up = await place.run(['up', '--demo', '--port', String(await freePort())]);
  assert.equal(up.code, 0, up.stderr);
  const { stdout } = await place.run(['search', 'tech', '-o', 'json']);
  ids = (JSON.parse(stdout) as SearchResponse).data.map(({ id }) => id);
});
after(() => place.dispose());

const initialize = (revision: string) => ({
  jsonrpc: '2.0' as const,
  id: 1,
  method: 'initialize',
  params: { protocolVersion: revision, capabilities: {}, clientInfo: { name: 't', version: '1' } },
});
const status = (id: number) => ({
  jsonrpc: '2.0' as const,
  id,
  method: 'tools/call',
  params: { name: 'instance_status', arguments: {} },
});

describe('influscope mcp', () => {
  for (const revision of ['2026-07-28', 'legacy'] as const) {
    test(`serves every tool to the client of the SDK (${revision})`, async () => {
      const transport = new StdioClientTransport({
        command: process.execPath,
        args: [LAUNCHER, 'mcp'],
        env: { PATH: process.env.PATH ?? '', INFLUSCOPE_HOME: place.home },
        stderr: 'ignore',
      });
      await using client = await connectSdkClient(transport, revision);
      await callEveryTool(client, ids);
    });
  }

  for (const revision of ['2024-11-05', '2025-03-26']) {
    test(`serves every tool to a client of the revision ${revision}`, async () => {
      const child = place.start(['mcp']);
      const stderr = readAll(child.stderr as AsyncIterable<Buffer>);
      const { send, answer, closeInput, noise, exit } = readStdio(child);
      const client = await connectOlderClient(async (message) => {
        send(message);
        return message.id === undefined ? null : await answer(message.id);
      }, revision);
      await callEveryTool(client, ids);
      closeInput();
      assert.equal(await exit, 0, await stderr);
      assert.deepEqual(noise, []);
      assert.match(await stderr, /influscope/);
    });
  }

  test('answers what it has read before it ends with stdin', async () => {
    const { send, answer, closeInput, exit } = readStdio(place.start(['mcp']));
    send(initialize('2025-06-18'));
    for (let id = 2; id < 10; id++) send(status(id));
    closeInput();
    assert.equal(await exit, 0);
    for (let id = 1; id < 10; id++) assert.ok((await answer(id)).result, String(id));
  });

  test('answers what it has read before it ends with SIGTERM', async () => {
    const child = place.start(['mcp']);
    const { send, answer, exit } = readStdio(child);
    send(initialize('2025-06-18'));
    await answer(1);
    // The pong shows that the earlier call was read.
    send(status(2));
    send({ jsonrpc: '2.0', id: 3, method: 'ping' });
    await answer(3);
    child.kill('SIGTERM');
    assert.ok((await answer(2)).result);
    assert.equal(await exit, 0);
  });

  test('answers lines that are no message with an error, one short line of the log each, and serves the next', async () => {
    const child = place.start(['mcp']);
    const stderr = readAll(child.stderr as AsyncIterable<Buffer>);
    const { send, answer, closeInput, noise, exit } = readStdio(child);
    child.stdin?.write('not json\n{"jsonrpc":"2.0"}\n[]\n\n{"jsonrpc":"2.0","id":7,"method":4}\n');
    send({ jsonrpc: '2.0', id: 8, method: 'tools/call', params: { text: 'x'.repeat(1_200_000) } });
    send(initialize('2025-06-18'));
    assert.equal((await answer(7)).error?.code, -32600);
    assert.equal((await answer(8)).error?.code, -32600);
    assert.ok((await answer(1)).result);
    send(status(2));
    assert.ok((await answer(2)).result);
    closeInput();
    assert.equal(await exit, 0);
    assert.deepEqual(noise, []);
    const refused = (await stderr).split('\n').filter((line) => line.includes('refused'));
    assert.equal(refused.length, 5);
    for (const line of (await stderr).split('\n')) assert.ok(line.length < 200, line);
  });

  test('fails on stderr alone when there is no such instance', async () => {
    const { code, stdout, stderr } = await place.run(['mcp', '--name', 'missing']);
    assert.equal(code, 2);
    assert.equal(stdout, '');
    assert.match(stderr, /missing/);
  });

  test('reports an instance that is stopped as the result of a tool', async () => {
    const down = await place.run(['down']);
    assert.equal(down.code, 0, down.stderr);
    const { send, answer, closeInput, exit } = readStdio(place.start(['mcp']));
    send(initialize('2025-06-18'));
    send(status(2));
    const result = (await answer(2)).result as { isError: boolean; content: { text: string }[] };
    assert.equal(result.isError, true);
    assert.match(result.content[0]?.text ?? '', /platform_stopped/);
    closeInput();
    assert.equal(await exit, 0);
  });
});
