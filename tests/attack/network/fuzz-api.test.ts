import assert from 'node:assert/strict';
import type { IncomingHttpHeaders } from 'node:http';
import { Agent, request } from 'node:http';
import type { TestContext } from 'node:test';
import { after, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { createKeyGuard } from '#api/keys/key-guard.ts';
import type { KeyRight } from '#contract/keys/limits.ts';
import { createKeyStore } from '#runtime/keys/key-store.ts';
import { createFakeRecords } from '#tests/support/fakes/fake-records.ts';
import { silentLogger } from '#tests/support/platform/analytics-service.ts';
import type { PublicApi } from '#tests/support/platform/public-api.ts';
import { startPublicApi } from '#tests/support/platform/public-api.ts';
import { searchableProfile } from '#tests/support/searchable-profile.ts';
import { seededRandom } from '#tests/support/seeded-random.ts';
import type { FuzzAnswer } from './fuzz/check-answer.ts';
import { findFault } from './fuzz/check-answer.ts';
import type { FuzzRequest } from './fuzz/generate-requests.ts';
import { generateRequests } from './fuzz/generate-requests.ts';
import { readOperations } from './fuzz/operations.ts';

const COUNT = Number(process.env.FUZZ_REQUESTS ?? 2_000);
const SEED = Number(process.env.FUZZ_SEED ?? 20_261_128);
const AT_ONCE = 8;

const profiles = Array.from({ length: 200 }, (_, i) => searchableProfile(i));
const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
after(() => agent.destroy());

/** What a client that asked for gzip reads. An answer to HEAD has no body. */
function unpacked(body: Buffer, headers: IncomingHttpHeaders): Buffer {
  return headers['content-encoding'] === 'gzip' && body.length > 0 ? gunzipSync(body) : body;
}

function send(port: number, { method, target, headers, body }: FuzzRequest): Promise<FuzzAnswer> {
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        port,
        host: '127.0.0.1',
        method,
        path: target,
        headers: { host: 'localhost', ...headers },
        agent,
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: unpacked(Buffer.concat(chunks), response.headers).toString('utf8'),
          }),
        );
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

/** `key`: sent with most requests. */
async function fuzz(t: TestContext, api: PublicApi, key?: string): Promise<Map<number, number>> {
  const own = key === undefined ? {} : { authorization: `Bearer ${key}` };
  const operations = await readOperations(api.url, own);
  assert.ok(operations.length >= 7);
  const requests = generateRequests(operations, seededRandom(SEED));
  const random = seededRandom(SEED + 1);
  const faults: string[] = [];
  const statuses = new Map<number, number>();
  const asked = new Map<string, number>();
  let left = COUNT;
  const run = async () => {
    while (left-- > 0) {
      const made = requests.next().value as FuzzRequest;
      const next = random() < 0.8 ? { ...made, headers: { ...own, ...made.headers } } : made;
      const answer = await send(api.port, next).catch((error: Error) => error);
      const fault = answer instanceof Error ? `no answer: ${answer.message}` : findFault(next, answer);
      if (fault !== null) {
        const status = answer instanceof Error ? '' : ` ${answer.status} ${answer.body.slice(0, 200)}`;
        faults.push(
          `${fault}: ${next.method} ${next.target.slice(0, 200)} ${JSON.stringify(next.headers).slice(0, 200)}${status}`,
        );
      }
      if (!(answer instanceof Error)) statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
      if (next.operation) asked.set(next.operation.path, (asked.get(next.operation.path) ?? 0) + 1);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, run));
  assert.deepEqual(faults.slice(0, 20), [], `${faults.length} faults with FUZZ_SEED=${SEED}`);
  for (const { path } of operations)
    assert.ok((asked.get(path) ?? 0) > COUNT / 50, `${path} was hardly asked`);
  for (const status of [200, 400, 404, 405]) assert.ok(statuses.has(status), `no answer had ${status}`);
  t.diagnostic(`statuses: ${JSON.stringify(Object.fromEntries([...statuses].sort(([a], [b]) => a - b)))}`);
  // The process still serves.
  assert.equal((await fetch(`${api.url}/search?q=tech`, { headers: own })).status, 200);
  return statuses;
}

test(`${COUNT} generated requests get answers that OpenAPI describes, and learn nothing else`, async (t) => {
  await using api = await startPublicApi(profiles, { mcp: { hosts: [] } });
  const statuses = await fuzz(t, api);
  assert.equal(statuses.has(401), false);
});

test(`${COUNT} generated requests, some with an API key, do so on a port that requires keys`, async (t) => {
  const records = createFakeRecords();
  const rights: KeyRight[] = ['search', 'export', 'mcp'];
  const added = await createKeyStore(records).add({ name: 'fuzz', rights, rate_per_minute: 1_000_000 }, 1);
  assert.ok(typeof added === 'object');
  const keys = createKeyGuard({ records, logger: silentLogger(), ownerToken: null });
  await using api = await startPublicApi(profiles, { mcp: { hosts: [] }, keys, records });
  const statuses = await fuzz(t, api, added.key);
  assert.ok(statuses.has(401));
  await keys.close();
});
