import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { VisibleState } from '#adapters/search/elasticsearch/index/visible-state.ts';
import type { AnswerCache } from '#adapters/search/elasticsearch/query/answer-cache.ts';
import { createAnswerCache } from '#adapters/search/elasticsearch/query/answer-cache.ts';
import { seededRandom } from '#tests/support/seeded-random.ts';

/** A server that numbers what becomes visible; requests reach it and come back after some turns of the event loop. */
function openServer(seed = 1) {
  const random = seededRandom(seed);
  let visible = 0;
  let searches = 0;
  let looks = 0;
  let known: string | undefined;
  const travel = async () => {
    for (let turns = Math.floor(random() * 6); turns > 0; turns--) {
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  let running: Promise<string> | undefined;
  const look = async () => {
    looks++;
    await travel();
    const seen = String(visible);
    await travel();
    known = seen;
    return seen;
  };
  const state: VisibleState = {
    get known() {
      return known;
    },
    // One at a time, each begun after it was asked for.
    read() {
      const next = (running ?? Promise.resolve()).then(look);
      running = next;
      return next;
    },
  };
  return {
    state,
    travel,
    random,
    write: () => ++visible,
    visible: () => visible,
    counts: () => ({ searches, looks }),
    async search() {
      searches++;
      await travel();
      const seen = visible;
      await travel();
      return { seen };
    },
  };
}

type Server = ReturnType<typeof openServer>;

function open(server: Server, maxBytes?: number): AnswerCache<{ seen: number }> {
  return createAnswerCache({ state: server.state, sizeOf: () => 100, ...(maxBytes ? { maxBytes } : {}) });
}

test('never answers with less than was visible when the question came, with a writer beside', async () => {
  for (let seed = 1; seed <= 40; seed++) {
    const server = openServer(seed);
    const cache = open(server);
    let asked = 0;
    const clients = Array.from({ length: 6 }, async () => {
      for (let i = 0; i < 40; i++) {
        const before = server.visible();
        asked++;
        const { seen } = await cache.answer(`q${Math.floor(server.random() * 2)}`, server.search);
        assert.ok(seen >= before, `seed ${seed}: ${seen} after ${before}`);
        await server.travel();
      }
    });
    const writer = (async () => {
      for (let i = 0; i < 15; i++) {
        for (let pause = 0; pause < 6; pause++) await server.travel();
        server.write();
      }
    })();
    await Promise.all([...clients, writer]);
    assert.ok(server.counts().searches < asked, `seed ${seed}: every question was searched for`);
  }
});

test('shares one search among equal questions at the same time, and one look among all', async () => {
  const server = openServer();
  const cache = open(server);
  await server.state.read();
  const answers = await Promise.all(Array.from({ length: 20 }, () => cache.answer('same', server.search)));
  assert.equal(new Set(answers).size, 1);
  assert.equal(server.counts().searches, 1);
});

test('sends nothing but the search for a question that was not asked before', async () => {
  const server = openServer();
  const cache = open(server);
  for (let i = 0; i < 10; i++) await cache.answer(`q${i}`, server.search);
  assert.deepEqual(server.counts(), { searches: 10, looks: 0 });
});

test('searches every time while the server does not report what is visible', async () => {
  const server = openServer();
  const cache = createAnswerCache({
    state: { known: undefined, read: async () => undefined },
    sizeOf: () => 1,
  });
  for (let i = 0; i < 3; i++) await cache.answer('same', server.search);
  assert.equal(server.counts().searches, 3);
});

test('does not keep a failure, and drops the least recently used response above the memory limit', async () => {
  const server = openServer();
  const cache = open(server, 250);
  await server.state.read();
  await assert.rejects(
    cache.answer('a', () => Promise.reject(new Error('down'))),
    /down/,
  );
  const searchesFor = async (...questions: string[]) => {
    const { searches } = server.counts();
    for (const question of questions) await cache.answer(question, server.search);
    return server.counts().searches - searches;
  };
  await searchesFor('a', 'a', 'b', 'b');
  assert.equal(await searchesFor('a', 'b', 'a'), 0);
  assert.equal(await searchesFor('c', 'c'), 2);
  assert.equal(await searchesFor('a', 'c'), 0);
  assert.equal(await searchesFor('b'), 1);
});

test('keeps the answer to a question only when it is asked again before many others', async () => {
  const server = openServer();
  let kept = 0;
  const cache = createAnswerCache({ state: server.state, sizeOf: () => ++kept && 100 });
  await server.state.read();
  const ask = async (question: string) => {
    const { searches } = server.counts();
    await cache.answer(question, server.search);
    return server.counts().searches - searches;
  };
  assert.deepEqual([await ask('again'), await ask('again'), await ask('again')], [1, 1, 0]);
  for (let i = 0; i < 1_000; i++) await ask(`once-${i}`);
  assert.deepEqual([await ask('once-1'), await ask('once-1'), await ask('once-1')], [1, 1, 0]);
  assert.equal(await ask('again'), 0);
  assert.equal(kept, 2);
});

test('lets a caller cancel without canceling the request for the others', async () => {
  const server = openServer();
  const cache = open(server);
  await server.state.read();
  const leaving = new AbortController();
  const one = cache.answer('same', server.search, leaving.signal);
  const other = cache.answer('same', server.search);
  leaving.abort(new Error('left'));
  await assert.rejects(one, /left/);
  assert.deepEqual(await other, { seen: 0 });
});
