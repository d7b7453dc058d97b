import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Problem } from '#contract/problem.ts';
import type { DiscoveryStatus } from '#contract/sources/discovery.ts';
import type { ScraperServer } from '#tests/support/platform/scraper-server.ts';
import { startScraperServer } from '#tests/support/platform/scraper-server.ts';

describe('the routes of discoveries', () => {
  let server: ScraperServer;
  before(async () => {
    server = await startScraperServer();
  });
  after(() => server.close());

  const send = async <T>(method: string, path: string, body?: object) => {
    const answer = await fetch(`${server.url}${path}`, {
      method,
      ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    return { status: answer.status, body: (await answer.json()) as T };
  };

  for (const [what, body, code] of [
    ['an unknown source', { source: 'blueski', topic: 'food' }, 'source_unknown'],
    ['neither topic nor seed', { source: 'bluesky' }, 'nothing_to_find'],
    ['a source that is not configured', { source: 'youtube', topic: 'food' }, 'source_off'],
    ['a limit of 0', { source: 'bluesky', topic: 'food', limit: 0 }, undefined],
  ] as const) {
    it(`refuse ${what}`, async () => {
      const { status, body: problem } = await send<Problem>('POST', '/discoveries', body);
      assert.equal(status, 400);
      if (code !== undefined) assert.equal(problem.code, code);
    });
  }

  it('start a discovery, and say how much of the budget is left', async () => {
    const started = await send<DiscoveryStatus>('POST', '/discoveries', {
      ...{ source: 'bluesky', topic: 'food', seeds: ['@chef.test'] },
    });
    assert.equal(started.status, 202);
    const { id, seeds, budget_left, budget_unit, state } = started.body;
    assert.deepEqual([seeds, budget_unit, state], [['chef.test'], 'requests', 'finding']);
    assert.ok(Number(budget_left) > 0);
    assert.equal(server.queue.jobs.length, 1);
    const stopped = await send<DiscoveryStatus>('DELETE', `/discoveries/${id}`);
    assert.equal(stopped.body.state, 'cancelled');
    const { body } = await send<DiscoveryStatus>('GET', `/discoveries/${id}`);
    assert.deepEqual([body.state, body.kept], ['cancelled', 0]);
  });

  it('know no discovery of another id', async () => {
    const { status, body } = await send<Problem>('GET', '/discoveries/unknown-id');
    assert.deepEqual([status, body.code], [404, 'discovery_unknown']);
  });
});
