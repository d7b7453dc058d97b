import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** A role as `PUT /_security/role/NAME` defines it. */
interface Role {
  cluster: string[];
  indices: { names: string[]; privileges: string[] }[];
}

export interface RoleProxy {
  url: URL;
  /** Requests that the role of their user does not allow: method and path. */
  refused: string[];
  /** Requests of users who are not the superuser that were passed on. */
  passed: number;
  close(): Promise<void>;
}

/** What a request needs on its index. `null`: on the cluster as a whole, which needs a privilege there. */
const NEEDS: readonly [method: RegExp, path: RegExp, privilege: string][] = [
  [
    /GET|POST/,
    /^\/[^/]+\/(_search|_msearch|_count|_mget|_doc\/.+|_source\/.+|_pit|_field_caps|_terms_enum)$/,
    'read',
  ],
  [/GET|HEAD/, /^\/[^/]+(\/(_alias|_mapping|_settings|_analyze)(\/.+)?)?$/, 'view_index_metadata'],
  [/GET/, /^\/[^/]+\/_stats(\/.+)?$/, 'monitor'],
  [/PUT|POST/, /^\/[^/]+\/(_bulk|_doc|_create|_update)(\/.+)?$/, 'index'],
];
/** Read privileges on any index allow them: the point in time names its indices. */
const OPEN: readonly [method: RegExp, path: RegExp][] = [
  [/GET|POST/, /^\/_search(\/scroll)?$/],
  [/DELETE/, /^\/_(pit|search\/scroll)$/],
];

/**
 * An Elasticsearch with users before one without: keeps the roles and users that are created, and passes on only what the role of a user
 * allows. `superuser` may do everything.
 */
export async function startRoleProxy(server: string, superuser: string): Promise<RoleProxy> {
  const roles = new Map<string, Role>();
  const users = new Map<string, { password: string; roles: string[] }>([
    [superuser, { password: 'secret', roles: [] }],
  ]);
  const refused: string[] = [];
  let passed = 0;

  const answer = (to: ServerResponse, status: number, body: object) =>
    void to
      .writeHead(status, {
        'content-type': 'application/vnd.elasticsearch+json;compatible-with=9',
        'x-elastic-product': 'Elasticsearch',
      })
      .end(JSON.stringify(body));
  const refuse = (to: ServerResponse, status: 401 | 403) =>
    answer(to, status, {
      error: { type: 'security_exception', reason: 'refused by the test', root_cause: [] },
      status,
    });
  const learn = async (from: IncomingMessage, kind: string, name: string) => {
    const body = JSON.parse(await text(from)) as never;
    if (kind === 'role') roles.set(name, body);
    else users.set(name, body);
  };
  const handle = async (from: IncomingMessage, to: ServerResponse) => {
    const name = userOf(from, users);
    if (name === null) return refuse(to, 401);
    const path = decodeURIComponent((from.url ?? '').split('?')[0] ?? '');
    if (name === superuser) {
      const [, kind, subject] = /^\/_security\/(role|user)\/(.+)$/.exec(path) ?? [];
      if (kind === undefined || subject === undefined) return forward(from, to, server);
      await learn(from, kind, subject);
      return answer(to, 200, { created: true });
    }
    const given = users.get(name)?.roles.flatMap((role) => roles.get(role)?.indices ?? []) ?? [];
    if (!isAllowed(from.method ?? '', path, given)) {
      refused.push(`${from.method} ${path}`);
      return refuse(to, 403);
    }
    passed++;
    return forward(from, to, server);
  };

  const proxy = createServer(
    (from, to) => void handle(from, to).catch((error: unknown) => to.destroy(error as Error)),
  );
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  return {
    url: new URL(`http://127.0.0.1:${(proxy.address() as AddressInfo).port}`),
    refused,
    get passed() {
      return passed;
    },
    async close() {
      proxy.closeAllConnections();
      proxy.close();
      await once(proxy, 'close');
    },
  };
}

function userOf(
  { headers }: IncomingMessage,
  users: ReadonlyMap<string, { password: string }>,
): string | null {
  const [, encoded = ''] = /^Basic (.+)$/.exec(headers.authorization ?? '') ?? [];
  const [name = '', password] = Buffer.from(encoded, 'base64').toString().split(':');
  return users.get(name)?.password === password && password !== undefined ? name : null;
}

function isAllowed(method: string, path: string, indices: Role['indices']): boolean {
  if (OPEN.some(([methods, paths]) => methods.test(method) && paths.test(path))) return indices.length > 0;
  const need = NEEDS.find(([methods, paths]) => methods.test(method) && paths.test(path))?.[2];
  if (need === undefined) return false;
  const wanted = (path.split('/')[1] ?? '').split(',');
  return wanted.every((index) =>
    indices.some(
      ({ names, privileges }) => privileges.includes(need) && names.some((name) => matches(name, index)),
    ),
  );
}

function matches(pattern: string, index: string): boolean {
  return pattern.endsWith('*') ? index.startsWith(pattern.slice(0, -1)) : index === pattern;
}

async function forward(from: IncomingMessage, to: ServerResponse, server: string): Promise<void> {
  const { authorization: _own, ...headers } = from.headers;
  const target = request(new URL(from.url ?? '/', server), { method: from.method ?? 'GET', headers });
  from.pipe(target);
  const [back] = (await once(target, 'response')) as [IncomingMessage];
  to.writeHead(back.statusCode ?? 502, back.headers);
  back.pipe(to);
}
