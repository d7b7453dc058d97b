import assert from 'node:assert/strict';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import type { PeopleFound } from '#contract/privacy/people.ts';
import type { Receipt } from '#contract/privacy/receipt.ts';
import type { Problem } from '#contract/problem.ts';
import { mountPeopleRoutes } from '#indexer/people/people-routes.ts';
import type { HttpServer } from '#runtime/http/http-server.ts';
import { createHttpServer } from '#runtime/http/http-server.ts';
import { createPersonHash } from '#runtime/privacy/person-keys.ts';
import { createSuppressionList } from '#runtime/privacy/suppression-list.ts';
import { eventually } from '#tests/support/eventually.ts';
import { createFakeQueue } from '#tests/support/fakes/fake-queue.ts';
import { silentLogger } from '#tests/support/platform/analytics-service.ts';
import { createIndexerWithFakes } from '#tests/support/platform/indexer-with-fakes.ts';
import { facts, NEW_YEAR, profileEvent } from '#tests/support/profile-events.ts';

describe('the routes about people', () => {
  const logger = silentLogger();
  const { indexer, records, search } = createIndexerWithFakes();
  let app: HttpServer;
  let url = '';
  let refreshes = 0;
  let batchesEnd = Promise.resolve();
  before(async () => {
    const twin = { platform: 'x', native_id: '7', username: 'ada', profile: facts({ username: 'ada' }) };
    await indexer.handle([profileEvent(), profileEvent(twin as Parameters<typeof profileEvent>[0])]);
    app = createHttpServer({ logger, bodyLimit: 100_000 });
    const suppressions = createSuppressionList(records, createPersonHash('a secret'));
    const queue = createFakeQueue();
    mountPeopleRoutes(app, {
      ...{ records, queue, suppressions, logger, now: () => NEW_YEAR },
      search: { ...search, refresh: async () => void refreshes++ },
      batchesEnd: () => batchesEnd,
    });
    await app.listen({ host: '127.0.0.1', port: 0 });
    url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
  });
  after(async () => {
    app.server.closeAllConnections();
    await app.close();
  });

  const post = async <T>(path: string, body: object) => {
    const answer = await fetch(`${url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return { status: answer.status, body: (await answer.json()) as T };
  };
  const find = async (who: string, platform?: string) =>
    (await post<PeopleFound>('/people/find', { who, ...(platform && { platform }) })).body.people;

  it('find everyone of a handle, and one by platform', async () => {
    assert.deepEqual((await find('@ada')).map(({ id }) => id).sort(), ['instagram:1815', 'x:7']);
    assert.deepEqual(
      (await find('@ada', 'x')).map(({ id }) => id),
      ['x:7'],
    );
    assert.deepEqual(await find('@unknown'), []);
  });

  for (const [path, body, status, code] of [
    ['/people/find', { who: 'two words' }, 400, 'who_unreadable'],
    ['/people/forget', { id: 'nowhere:1' }, 400, 'id_invalid'],
    ['/people/export', { id: 'x:unknown' }, 404, 'person_unknown'],
  ] as const) {
    it(`answer ${status} ${code}`, async () => {
      const answer = await post<Problem>(path, body);
      assert.deepEqual([answer.status, answer.body.code], [status, code]);
    });
  }

  it('forget one of them, give a receipt without a name, and know the person as forgotten', async () => {
    const { body: receipt } = await post<Receipt>('/people/forget', { id: 'instagram:1815' });
    assert.deepEqual([receipt.removed.records, receipt.state], [1, 'erasing']);
    assert.doesNotMatch(JSON.stringify(receipt), /ada|1815/);
    const again = (await (await fetch(`${url}/receipts/${receipt.id}`)).json()) as Receipt;
    assert.deepEqual(again, receipt);
    assert.deepEqual(
      (await find('@ada')).map(({ id }) => id),
      ['x:7'],
    );
    const [known] = await find('@ada', 'instagram');
    assert.deepEqual([known?.stored, known?.forgotten], [false, true]);
    const unknown = '00000000-0000-0000-0000-000000000000';
    assert.equal((await fetch(`${url}/receipts/${unknown}`)).status, 404);
  });

  it('give the receipt after the batches that were being written have ended', async () => {
    const batch = Promise.withResolvers<void>();
    batchesEnd = batch.promise;
    let isAnswered = false;
    const receipt = post<Receipt>('/people/forget', { id: 'x:7' }).finally(() => (isAnswered = true));
    await eventually(async () =>
      assert.deepEqual(await find('@ada', 'x').then(([one]) => one?.stored), false),
    );
    assert.equal(isAnswered, false);
    batch.resolve();
    assert.equal((await receipt).body.removed.records, 1);
  });

  it('make a removal visible when an interrupted one has deleted the document already', async () => {
    await post<Receipt>('/people/forget', { id: 'x:7' });
    const before = refreshes;
    const { body } = await post<Receipt>('/people/forget', { id: 'x:7' });
    assert.equal(body.removed.documents, 0);
    assert.ok(refreshes > before);
  });
});
