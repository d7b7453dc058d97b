import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EmbedClock } from '#adapters/search/meaning/embed-documents.ts';
import { embedDocuments } from '#adapters/search/meaning/embed-documents.ts';
import type { PendingText } from '#adapters/search/meaning/pending-texts.ts';
import { createHashedEncoder } from '#tests/support/meaning/hashed-encoder.ts';

const BATCH = 4;
const BATCH_MS = 100;

/** When texts are embedded while an import writes twice a second for `writesMs`; each batch takes 100 ms. The first may precede the import. */
async function embedDuring(writesMs: number, texts: number, endMs: number) {
  const ending = new AbortController();
  let nowMs = 0;
  const embeddedAt: number[] = [];
  const waiting = Array.from(
    { length: texts },
    (_, at): PendingText => ({ id: `x:${at}`, hash: new Uint8Array([at]), text: `word ${at}` }),
  );
  const writeUntil = (until: number) => {
    for (; nowMs < until && nowMs < writesMs; nowMs = Math.min(nowMs + 500, until)) embedding.wake();
    nowMs = Math.max(nowMs, until);
    if (nowMs >= endMs) ending.abort();
  };
  const clock: EmbedClock = {
    nowMs: () => nowMs,
    async pause(ms, signal) {
      await Promise.resolve();
      if (!signal.aborted) writeUntil(nowMs + ms);
    },
  };
  const encoder = createHashedEncoder();
  const embedding = embedDocuments({
    encoder: {
      ...encoder,
      async encode(batch, signal) {
        writeUntil(nowMs + BATCH_MS);
        return encoder.encode(batch, signal);
      },
    },
    batch: BATCH,
    signal: ending.signal,
    clock,
    pending: async (limit) => ({ texts: waiting.splice(0, limit), more: waiting.length > 0 }),
    put: async (rows) => void embeddedAt.push(...rows.map(() => nowMs)),
    retry: async () => {},
  });
  embedding.wake();
  await embedding.done;
  return embeddedAt;
}

test('embeds nothing while an import of less than a minute writes, and everything after it', async () => {
  const embeddedAt = await embedDuring(40_000, 200, 120_000);
  assert.equal(embeddedAt.length, 200);
  assert.ok(Math.min(...embeddedAt.slice(BATCH)) > 40_000);
});

test('uses at most one twentieth of the time during a longer import', async () => {
  const embeddedAt = await embedDuring(300_000, 100_000, 300_000);
  assert.ok(embeddedAt.length > BATCH, 'an endless import does not stop embedding');
  assert.ok(Math.min(...embeddedAt.slice(BATCH)) > 60_000);
  const busyMs = (embeddedAt.length / BATCH) * BATCH_MS;
  assert.ok(busyMs <= (300_000 - 60_000) / 20 + BATCH_MS, `${busyMs} ms`);
});

test('embeds without pauses when nothing is written', async () => {
  const embeddedAt = await embedDuring(0, 40, 10_000);
  assert.equal(embeddedAt.length, 40);
});
