import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { startPublicApi } from '#tests/support/platform/public-api.ts';
import { searchableProfile } from '#tests/support/searchable-profile.ts';
import { seededRandom } from '#tests/support/seeded-random.ts';
import { INTERNALS } from './fuzz/check-answer.ts';

const COUNT = Number(process.env.FUZZ_REQUESTS ?? 1_000);
const SEED = Number(process.env.FUZZ_SEED ?? 20_261_129);
const AT_ONCE = 8;

const api = await startPublicApi(
  Array.from({ length: 50 }, (_, i) => searchableProfile(i)),
  { mcp: { hosts: [] } },
);
after(() => api[Symbol.asyncDispose]());

interface Message {
  jsonrpc?: unknown;
  id?: unknown;
  result?: unknown;
  error?: { code?: unknown; message?: unknown };
}
interface Tool {
  name: string;
  inputSchema: { properties?: Record<string, unknown> };
}

async function send(body: string, headers: Record<string, string> = {}) {
  const answer = await fetch(`${api.url}/mcp`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      ...headers,
    },
    body,
  });
  return { status: answer.status, type: answer.headers.get('content-type') ?? '', text: await answer.text() };
}

/** The messages of an answer, as JSON or as a stream of events. */
function messagesOf({ type, text }: { type: string; text: string }): Message[] {
  if (text === '') return [];
  if (!type.startsWith('text/event-stream')) return [JSON.parse(text) as Message].flat();
  return [...text.matchAll(/^data: (.+)$/gm)].map(([, data]) => JSON.parse(data ?? '') as Message);
}

const VALUES: readonly unknown[] = [
  null,
  true,
  -1,
  0,
  1.5,
  1e308,
  Number.MAX_SAFE_INTEGER,
  '',
  ' ',
  'tech',
  '@creator7',
  'instagram:7',
  'instagram:@creator7',
  'nothing:7',
  '../../admin',
  '..%2f..%2fstats',
  '?limit=100',
  'x#y',
  'a'.repeat(5_000),
  '((((',
  'followers:10..x',
  '\u0000\u001b[31m\u202e',
  '\ud800',
  '<script>alert(1)</script>',
  '__proto__',
  [],
  {},
  ['instagram:1', 'instagram:2'],
  Array.from({ length: 500 }, (_, i) => `instagram:${i}`),
  { $gt: '' },
  { nested: { nested: { nested: [[[[]]]] } } },
];
const METHODS = [
  'tools/call',
  'tools/call',
  'tools/call',
  'tools/call',
  'tools/list',
  'initialize',
  'ping',
  'server/discover',
  'resources/read',
  'prompts/get',
  'completion/complete',
  'logging/setLevel',
  'subscriptions/listen',
  'notifications/cancelled',
  'constructor',
  '',
];

function* generateMessages(tools: readonly Tool[], random: () => number): Generator<unknown> {
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
  const chance = (share: number) => random() < share;
  for (;;) {
    const tool = pick(tools);
    const names = [
      ...Object.keys(tool.inputSchema.properties ?? {}),
      ...(chance(0.1) ? ['__proto__', 'x'] : []),
    ];
    const args = Object.fromEntries(names.filter(() => chance(0.5)).map((name) => [name, pick(VALUES)]));
    const message = {
      jsonrpc: chance(0.95) ? '2.0' : pick(VALUES),
      ...(chance(0.95) && { id: chance(0.9) ? Math.floor(random() * 1e6) : pick(VALUES) }),
      method: chance(0.97) ? pick(METHODS) : pick(VALUES),
      params: chance(0.9)
        ? { name: chance(0.95) ? tool.name : pick(VALUES), arguments: chance(0.95) ? args : pick(VALUES) }
        : pick(VALUES),
    };
    yield chance(0.03) ? [message, message] : message;
  }
}

function findFault({ status, type, text }: Awaited<ReturnType<typeof send>>): string | null {
  if (status >= 500) return 'an error of the server';
  if (INTERNALS.test(text)) return 'shows internals';
  try {
    const isEmpty = text === '' || type.startsWith('application/problem+json');
    const faulty = isEmpty ? [] : messagesOf({ type, text }).filter((one) => one.jsonrpc !== '2.0');
    return faulty.length === 0 ? null : 'no message of the protocol';
  } catch {
    return 'no JSON';
  }
}

test(`${COUNT} generated messages to /mcp get answers of the protocol, and learn nothing else`, async (t) => {
  const list = await send(JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' }));
  const [{ result } = {}] = messagesOf(list);
  const { tools } = result as { tools: Tool[] };
  assert.ok(tools.length > 0);
  const messages = generateMessages(tools, seededRandom(SEED));
  const faults: string[] = [];
  const outcomes = { results: 0, errors: 0, other: 0 };
  let left = COUNT;
  const run = async () => {
    while (left-- > 0) {
      const body = JSON.stringify(messages.next().value);
      const answer = await send(body);
      const fault = findFault(answer);
      if (fault !== null)
        faults.push(`${fault}: ${body.slice(0, 300)} ${answer.status} ${answer.text.slice(0, 300)}`);
      else if (answer.text.includes('"result"')) outcomes.results++;
      else if (answer.text.includes('"error"')) outcomes.errors++;
      else outcomes.other++;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, run));
  assert.deepEqual(faults.slice(0, 10), [], `${faults.length} faults with FUZZ_SEED=${SEED}`);
  assert.ok(outcomes.results > 0 && outcomes.errors > 0);
  t.diagnostic(JSON.stringify(outcomes));
  assert.equal((await fetch(`${api.url}/search?q=tech`)).status, 200);
});
