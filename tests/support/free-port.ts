import { once } from 'node:events';
import { createServer } from 'node:net';

/**
 * Below the ports that systems give to connections and to servers that take any port (Linux: from 32768), so that no
 * other test gets the port before the one that asked for it uses it.
 */
const FIRST = 10_000;
const AFTER_LAST = 20_000;
/** Test files run as processes at the same time: each takes ports of a range of its own. */
const PORTS_OF_PROCESS = 40;

let taken = 0;

/** A port that is free on all of the hosts, and that no later call of this process answers. */
export async function freePort(hosts: readonly string[] = ['127.0.0.1']): Promise<number> {
  for (let tried = FIRST; tried < AFTER_LAST; tried++) {
    const offset = process.pid * PORTS_OF_PROCESS + taken++;
    const port = FIRST + (offset % (AFTER_LAST - FIRST));
    if (await isFree(port, hosts)) return port;
  }
  throw new Error(`No port from ${FIRST} to ${AFTER_LAST} is free`);
}

async function isFree(port: number, hosts: readonly string[]): Promise<boolean> {
  const servers = [];
  try {
    for (const host of hosts) {
      const server = createServer().listen(port, host);
      servers.push(server);
      await once(server, 'listening');
    }
    return true;
  } catch {
    return false;
  } finally {
    for (const server of servers) if (server.listening) server.close();
  }
}
