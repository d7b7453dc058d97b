import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, test } from 'node:test';
import { createStorageThread } from '#adapters/embedded-storage/storage-thread.ts';
import { createEmbeddedQueue } from '#adapters/queue/embedded/embedded-queue.ts';
import type { Delivery, Queue } from '#ports/queue.ts';

const soon = () => AbortSignal.timeout(60_000);

describe('embedded queue, several processes on one file', { concurrency: true }, () => {
  test('what a killed consumer held comes back at once, its attempt raised', () =>
    withQueue(async (queue, start) => {
      await queue.publish('profile-events', messages(10));
      const child = start('hold');
      await untilSaid(child, (lines) => lines.filter((line) => line.startsWith('m')).length >= 10);
      await kill(child);
      const seen = consumeAll(queue);
      await queue.waitUntilIdle('profile-events', soon());
      assert.deepEqual(
        seen.map(({ id }) => id).sort(),
        messages(10).map(({ id }) => id),
      );
      assert.ok(seen.every(({ attempt }) => attempt === 2));
    }));

  test('what a publisher was answered is there after it is killed', () =>
    withQueue(async (queue, start) => {
      const seen = consumeAll(queue);
      const child = start('publish');
      const lines = await untilSaid(child, (said) => said.length >= 100);
      await kill(child);
      await queue.waitUntilIdle('profile-events', soon());
      const delivered = new Set(seen.map(({ id }) => id));
      assert.deepEqual(
        lines.filter((line) => !delivered.has(line)),
        [],
      );
    }));

  test('a consumer notices what another process publishes, and both notice that all is done', () =>
    withQueue(async (queue, start) => {
      const child = start('ack');
      await untilSaid(child, (lines) => lines.includes('ready'));
      for (let round = 0; round < 5; round++) {
        await queue.publish('profile-events', messages(10, `r${round}-`));
        await queue.waitUntilIdle('profile-events', soon());
      }
      const lines = await untilSaid(child, (said) => said.length >= 51);
      assert.equal(new Set(lines.filter((line) => line !== 'ready')).size, 50);
      await kill(child);
    }));

  test('a publisher waits until a consumer in another process has made room', () =>
    withQueue(async (queue, start) => {
      for (let round = 0; round < 2; round++)
        await queue.publish('profile-events', messages(10, `r${round}-`));
      const waiting = queue.publish('profile-events', messages(1), soon());
      const child = start('ack');
      await waiting;
      await queue.waitUntilIdle('profile-events', soon());
      await kill(child);
    }));
});

type Start = (mode: 'hold' | 'ack' | 'publish') => ChildProcess;

async function withQueue(work: (queue: Queue, start: Start) => Promise<void>): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'influscope-queue-'));
  const path = join(directory, 'queue.db');
  const thread = createStorageThread();
  const queue = createEmbeddedQueue({ thread, path, maxDepth: 20 });
  const script = join(import.meta.dirname, 'queue-process.ts');
  const children: ChildProcess[] = [];
  try {
    await work(queue, (mode) => {
      const child = spawn(process.execPath, [script, path, mode], { stdio: ['ignore', 'pipe', 'inherit'] });
      children.push(child);
      return child;
    });
  } finally {
    await Promise.all(children.map(kill));
    await queue.close();
    await thread.close();
    await rm(directory, { recursive: true });
  }
}

const heard = new WeakMap<ChildProcess, string[]>();

/** All lines of the child so far, once they are enough. */
async function untilSaid(child: ChildProcess, isEnough: (lines: string[]) => boolean): Promise<string[]> {
  assert.ok(child.stdout);
  const lines = heard.get(child) ?? [];
  if (!heard.has(child)) {
    heard.set(child, lines);
    createInterface(child.stdout).on('line', (line) => {
      lines.push(line);
      child.emit('said');
    });
  }
  while (!isEnough(lines)) await once(child, 'said', { signal: soon() });
  return lines;
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

function messages(count: number, prefix = 'm') {
  return Array.from({ length: count }, (_, n) => ({ id: `${prefix}${n}`, body: '{}' }));
}

function consumeAll(queue: Queue): Delivery[] {
  const seen: Delivery[] = [];
  queue.consume('profile-events', { maxItems: 5, maxWaitMs: 5, concurrency: 1 }, async (batch) => {
    seen.push(...batch);
    return batch.map(() => ({ kind: 'ack' }));
  });
  return seen;
}
