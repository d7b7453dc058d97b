import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';

/** A port that is free on all of the hosts, at this moment. */
export async function freePort(hosts: readonly string[] = ['127.0.0.1']): Promise<number> {
  for (let attempt = 1; ; attempt++) {
    const first = createServer().listen(0, hosts[0]);
    const servers = [first];
    await once(first, 'listening');
    const { port } = first.address() as AddressInfo;
    try {
      for (const host of hosts.slice(1)) {
        const server = createServer().listen(port, host);
        servers.push(server);
        await once(server, 'listening');
      }
      return port;
    } catch (error) {
      if (attempt === 10) throw error;
    } finally {
      for (const server of servers) server.close();
    }
  }
}
