import { randomUUID } from 'node:crypto';

/** A virtual host of its own on the test server. */
export interface TestVirtualHost {
  /** For `QUEUE_URL`, credentials included. */
  url: string;
  /** Closes the connections whose name begins so; answers how many. */
  closeConnections(name: string): Promise<number>;
  /** Names of all connections that are open. */
  connectionNames(): Promise<string[]>;
  remove(): Promise<void>;
}

/** Needs the server's management API, which tests alone use. */
export async function createVirtualHost(server: URL, management: URL): Promise<TestVirtualHost> {
  const name = `influscope-test-${randomUUID()}`;
  const authorization = `Basic ${Buffer.from(
    `${decodeURIComponent(management.username)}:${decodeURIComponent(management.password)}`,
  ).toString('base64')}`;
  const call = async (method: string, path: string, body?: object) => {
    const answer = await fetch(new URL(path, management.origin), {
      method,
      headers: { authorization, 'content-type': 'application/json' },
      body: body ? JSON.stringify(body) : null,
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return answer;
  };
  interface Connection {
    name: string;
    client_properties?: { connection_name?: string };
  }
  const connections = async (): Promise<Connection[]> =>
    (await (await call('GET', `/api/vhosts/${name}/connections`)).json()) as Connection[];
  const nameOf = (one: Connection) => one.client_properties?.connection_name ?? '';

  await call('PUT', `/api/vhosts/${name}`);
  await call('PUT', `/api/permissions/${name}/${server.username}`, {
    configure: '.*',
    write: '.*',
    read: '.*',
  });
  const url = new URL(server);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    async closeConnections(prefix) {
      const found = (await connections()).filter((one) => nameOf(one).startsWith(prefix));
      for (const one of found) await call('DELETE', `/api/connections/${encodeURIComponent(one.name)}`);
      return found.length;
    },
    connectionNames: async () => (await connections()).map(nameOf),
    remove: async () => void (await call('DELETE', `/api/vhosts/${name}`)),
  };
}

/** The management API's address from the environment, as `serverUrl` reads the others. */
export function managementUrl(): URL | undefined {
  const value = process.env.RABBITMQ_MANAGEMENT_URL;
  if (value) return new URL(value);
  if (process.env.REQUIRE_SERVERS === '1') throw new Error('RABBITMQ_MANAGEMENT_URL is required and not set');
  return undefined;
}
