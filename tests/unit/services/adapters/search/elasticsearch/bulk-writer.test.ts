import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ElasticsearchClient } from '#adapters/elasticsearch-client/elasticsearch-client.ts';
import { deleteLines } from '#adapters/search/elasticsearch/write/bulk-lines.ts';
import { createBulkWriter } from '#adapters/search/elasticsearch/write/bulk-writer.ts';

const BLOCKED = { status: 403, error: { type: 'cluster_block_exception', reason: 'index write blocked' } };
const DONE = { status: 200 };

describe('bulk writer at a blocked index', () => {
  test('waits for a rebuild longer than its attempts last', async () => {
    const { writer, requests } = writerOf({ answers: [BLOCKED, BLOCKED, BLOCKED, DONE], isSealed: true });
    assert.deepEqual(await writer.write([deleteLines('x:1')]), [{ kind: 'done', index: 'profiles-1' }]);
    assert.equal(requests(), 4);
    await writer.close();
  });

  test('fails after its attempts when an operator has blocked it', async () => {
    const { writer, requests } = writerOf({ answers: [BLOCKED, BLOCKED, DONE], isSealed: false });
    const [outcome] = await writer.write([deleteLines('x:1')]);
    assert.equal(outcome?.kind, 'passing');
    assert.equal(requests(), 2);
    await writer.close();
  });

  test('stops waiting for a rebuild when it closes', async () => {
    const { writer, requests } = writerOf({ answers: [BLOCKED], isSealed: true });
    const writing = writer.write([deleteLines('x:1')]);
    await writer.close();
    assert.equal((await writing)[0]?.kind, 'passing');
    assert.ok(requests() <= 2);
  });
});

/** A writer with two attempts; the last answer repeats. */
function writerOf({ answers, isSealed }: { answers: readonly object[]; isSealed: boolean }) {
  let count = 0;
  const client: ElasticsearchClient = {
    request: async <T>() => {
      const answer = answers[Math.min(count++, answers.length - 1)];
      return { status: 200, body: { items: [{ delete: { _index: 'profiles-1', ...answer } }] } as T };
    },
    close: async () => {},
  };
  const writer = createBulkWriter({
    client,
    alias: 'profiles',
    onPassing: async () => {},
    isSealed: async () => isSealed,
    attempts: 2,
  });
  return { writer, requests: () => count };
}
