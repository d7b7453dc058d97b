import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRouteCosts } from '#runtime/http/route-costs.ts';

const costs = createRouteCosts(600);
costs.add({ method: ['GET', 'HEAD'], url: '/export', config: { cost: 50 } });
costs.add({ method: 'GET', url: '/profiles/:id/similar', config: { cost: 10 } });
costs.add({ method: 'GET', url: '/search' });

test('every spelling of a path has the cost of its route', () => {
  for (const url of ['/export', '/export?q=a', '/%65xport', '/exp%6frt?x=%E0%A4%A', 'http://name/export'])
    assert.deepEqual(costs.of('GET', url), { route: '/export', cost: 50 }, url);
  assert.equal(costs.of('HEAD', '/export')?.cost, 50);
  for (const id of ['a', 'a%2Fb', 'x'.repeat(500)])
    assert.equal(costs.of('GET', `/profiles/${id}/similar`)?.route, '/profiles/:id/similar', id);
});

test('other routes, unknown paths, other methods and unreadable addresses have no cost of their own', () => {
  for (const url of ['/search', '/nowhere', '/%E0%A4%A', '*', '', 'name:80', '/export/'])
    assert.equal(costs.of('GET', url), undefined, url);
  for (const method of ['POST', 'QUERY', '', 'NONE']) assert.equal(costs.of(method, '/export'), undefined);
});
