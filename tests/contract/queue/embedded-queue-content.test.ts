import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { createStorageThread } from '#adapters/embedded-storage/storage-thread.ts';
import { createEmbeddedQueue } from '#adapters/queue/embedded/embedded-queue.ts';
import type { Delivery, OutgoingMessage, Queue, Verdict } from '#ports/queue.ts';

const soon = () => AbortSignal.timeout(60_000);
const thread = createStorageThread();
after(() => thread.close());

describe('embedded queue, content of messages', () => {
  test('the consumer of the publishing process receives it with the first delivery, later ones have the body alone', () =>
    withQueues(async ([queue]) => {
      const seen = consume(queue, ({ attempt }) =>
        attempt === 1 ? { kind: 'retry', reason: 'again' } : { kind: 'ack' },
      );
      const sent = messages(120);
      await queue.publish('profile-events', sent);
      await queue.waitUntilIdle('profile-events', soon());
      assert.equal(seen.length, 240);
      for (const { id, body, content, attempt } of seen) {
        const message = sent.find((one) => one.id === id);
        assert.equal(body, message?.body);
        assert.equal(content, attempt === 1 ? message?.content : undefined);
      }
    }));

  test('a message that another queue on the file consumes has its body', () =>
    withQueues(async ([queue, other]) => {
      const hold = Promise.withResolvers<void>();
      consume(queue, () => ({ kind: 'ack' }), hold.promise);
      const seen = consume(other, () => ({ kind: 'ack' }));
      const sent = messages(300);
      await queue.publish('profile-events', sent);
      hold.resolve();
      await queue.waitUntilIdle('profile-events', soon());
      assert.ok(seen.length > 0);
      for (const { id, body } of seen) assert.equal(body, sent.find((one) => one.id === id)?.body);
      assert.ok(seen.every(({ content }) => content === undefined));
    }));

  test('more messages than are kept all arrive with their bodies, as do messages after an erasure', () =>
    withQueues(async ([queue]) => {
      const hold = Promise.withResolvers<void>();
      const seen = consume(queue, () => ({ kind: 'ack' }), hold.promise);
      const sent = messages(900);
      await queue.publish('profile-events', sent);
      assert.equal(
        await queue.erase('profile-events', { hints: [], isMeant: (body) => body === '{"n":899}' }),
        1,
      );
      hold.resolve();
      await queue.waitUntilIdle('profile-events', soon());
      const bodies = new Map(seen.map(({ id, body }) => [id, body]));
      for (const { id, body } of sent.slice(0, -1)) assert.equal(bodies.get(id), body);
      assert.equal(bodies.has('m899'), false);
    }));

  test('a message that is given in parts arrives as one text', () =>
    withQueues(async ([queue]) => {
      const parts = [`{"bio":"📍 ü","posts":`, '["\u00fc"]', `,"history":[]}`] as const;
      const message = { id: 'one', body: parts.join(''), parts };
      await queue.publish('profile-events', [message]);
      const seen = consume(queue, ({ attempt }) =>
        attempt === 1 ? { kind: 'retry', reason: 'again' } : { kind: 'ack' },
      );
      await queue.waitUntilIdle('profile-events', soon());
      assert.deepEqual(
        seen.map(({ body }) => body),
        [message.body, message.body],
      );
    }));

  test('without a consumer in the process nothing is kept', () =>
    withQueues(async ([queue]) => {
      await queue.publish('profile-events', messages(3));
      const seen = consume(queue, () => ({ kind: 'ack' }));
      await queue.waitUntilIdle('profile-events', soon());
      assert.deepEqual(
        seen.map(({ body, content }) => [body, content]),
        messages(3).map(({ body }) => [body, undefined]),
      );
    }));
});

function messages(count: number): OutgoingMessage[] {
  return Array.from({ length: count }, (_, n) => ({ id: `m${n}`, body: `{"n":${n}}`, content: { n } }));
}

function consume(
  queue: Queue,
  decide: (delivery: Delivery) => Verdict,
  until = Promise.resolve(),
): Delivery[] {
  const seen: Delivery[] = [];
  queue.consume('profile-events', { maxItems: 50, maxWaitMs: 5, concurrency: 1 }, async (batch) => {
    await until;
    seen.push(...batch);
    return batch.map(decide);
  });
  return seen;
}

async function withQueues(run: (queues: [Queue, Queue]) => Promise<void>): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'influscope-queue-'));
  const open = () =>
    createEmbeddedQueue({ thread, path: join(directory, 'queue.db'), retryBaseMs: 10, retryMaxMs: 40 });
  const queues: [Queue, Queue] = [open(), open()];
  try {
    await run(queues);
  } finally {
    await Promise.all(queues.map((queue) => queue.close()));
    await rm(directory, { recursive: true });
  }
}
