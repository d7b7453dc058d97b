import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer as createPlainServer } from 'node:http';
import type { AddressInfo, Server } from 'node:net';
import { createServer } from 'node:net';
import { after, test } from 'node:test';
import { startCaseImporter } from '../support/platform/case-importer.ts';

const { workplace } = await startCaseImporter();
const servers: Server[] = [];
after(async () => {
  for (const server of servers) server.close();
  await workplace.dispose();
});

async function listen(server: Server): Promise<{ port: number; connections(): number }> {
  let connections = 0;
  server.on('connection', (socket) => {
    connections++;
    socket.destroy();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  servers.push(server);
  return { port: (server.address() as AddressInfo).port, connections: () => connections };
}

test('import does not connect to an address that is not on the public internet', async (context) => {
  const secure = await listen(createServer());
  const plain = await listen(createPlainServer());
  const hosts = ['127.0.0.1', 'localhost', '[::1]', '[::ffff:127.0.0.1]', '2130706433', '0x7f.1', '0.0.0.0'];
  const addresses = [
    ...hosts.map((host) => `https://${host}:${secure.port}/list.csv`),
    'https://10.0.0.1/list.csv',
    'https://192.168.1.1/list.csv',
    'https://169.254.169.254/latest/meta-data/list.csv',
    `https://user:secret@127.0.0.1:${secure.port}/list.csv`,
    `http://127.0.0.1:${plain.port}/list.csv`,
  ];
  for (const address of addresses)
    await context.test(address, async () => {
      const { code, stdout, stderr } = await workplace.run([
        'import',
        address,
        '--platform',
        'x',
        '-o',
        'json',
      ]);
      assert.ok(code === 1 || code === 2, `${code}: ${stderr}`);
      const lines = stdout.split('\n').filter((line) => line !== '');
      assert.ok(
        lines.every((line) => (JSON.parse(line) as { type: string }).type !== 'imported'),
        stdout,
      );
      assert.doesNotMatch(stdout + stderr, /secret/);
    });
  assert.deepEqual([secure.connections(), plain.connections()], [0, 0]);
});
