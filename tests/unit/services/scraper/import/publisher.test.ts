import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { UnavailableCode } from '#ports/errors.ts';
import { UnavailableError } from '#ports/errors.ts';
import type { PublisherOptions } from '#scraper/import/publisher.ts';
import { createPublisher } from '#scraper/import/publisher.ts';

type Added = Parameters<ReturnType<typeof createPublisher>['add']>[0];

const EVENT = {
  message: { body: Buffer.from('{}') },
  avatar: null,
  job: null,
  names: {},
  readAt: 0,
} as unknown as Added;

/** A publisher to a queue of the test; no person was removed. */
const publisherTo = (
  publish: (queue: string, messages: readonly unknown[]) => Promise<void>,
  options: Partial<PublisherOptions> = {},
) =>
  createPublisher({
    queue: { publish } as unknown as PublisherOptions['queue'],
    objects: {} as PublisherOptions['objects'],
    suppressions: {
      load: async () => 0,
      refusal: () => undefined,
    } as unknown as PublisherOptions['suppressions'],
    signal: new AbortController().signal,
    onConfirmed: () => {},
    onRefused: () => {},
    onRetry: () => {},
    ...options,
  });

/** Publishes one event to a queue that is unavailable for `failures` attempts. Each attempt takes `stepMs`. */
async function publish(code: UnavailableCode, failures: number, stepMs: number) {
  let attempts = 0;
  let confirmed = 0;
  const publisher = publisherTo(
    async () => {
      if (++attempts <= failures) throw new UnavailableError('The queue is unavailable', { code });
    },
    {
      onConfirmed: (batch) => {
        confirmed += batch.length;
      },
      now: () => attempts * stepMs,
      maxWaitForRoomMs: 1_000,
    },
  );
  publisher.add(EVENT);
  const error = await publisher.flush().then(
    () => null,
    (failure: unknown) => failure,
  );
  return { attempts, confirmed, error };
}

for (const code of ['disk_full', 'quota_exceeded', 'read_only'] as const) {
  test(`with ${code}, a batch is published once there is room`, async () => {
    const { confirmed, error } = await publish(code, 3, 300);
    assert.deepEqual([confirmed, error], [1, null]);
  });

  test(`with ${code}, a batch is given up after the time that a person has to free space`, async () => {
    const { attempts, confirmed, error } = await publish(code, Number.POSITIVE_INFINITY, 500);
    assert.deepEqual([attempts, confirmed], [3, 0]);
    assert.equal((error as UnavailableError).code, code);
  });
}

test('a batch is published when it has as many events as was asked for', async () => {
  const sizes: number[] = [];
  const publisher = publisherTo(async (_queue, messages) => void sizes.push(messages.length), {
    batchSize: 3,
  });
  for (let i = 0; i < 7; i++) await publisher.add(EVENT);
  await publisher.flush();
  assert.deepEqual(sizes, [3, 3, 1]);
});
