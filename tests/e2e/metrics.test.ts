import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { ROOT } from '../support/platform/cli.ts';
import type { FourProcesses } from '../support/platform/four-processes.ts';
import { startFourProcesses } from '../support/platform/four-processes.ts';

interface Panel {
  title: string;
  type: string;
  targets?: { expr: string }[];
}

let folder: string;
let platform: FourProcesses;
let pages: string[];
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'influscope-metrics-'));
  platform = await startFourProcesses(folder);
  const headers = { authorization: `Bearer ${platform.token}` };
  const rows = [1, 2, 3].map((n) =>
    JSON.stringify({ platform: 'x', username: `somebody_${n}`, fetched_at: '2026-01-01' }),
  );
  const body = [...rows, 'no JSON'].join('\n');
  const url = `${platform.admin.scraper}/imports?name=people-of-mine.jsonl&format=jsonl`;
  await (await fetch(url, { method: 'POST', headers, body })).text();
  const idle = `${platform.admin.indexer}/queues/profile-events/idle?timeout_ms=60000`;
  assert.equal((await fetch(idle, { headers })).status, 204);
  await fetch(`${platform.api}/profiles/${encodeURIComponent('x:@somebody_1')}`);
  await fetch(`${platform.api}/no/such/place-of-mine`);
  const bases = Object.values(platform.admin);
  pages = await Promise.all(bases.map(async (base) => (await fetch(`${base}/metrics`)).text()));
});
after(async () => {
  await platform.stop();
  await rm(folder, { recursive: true });
});

const exposed = () =>
  new Set(pages.flatMap((page) => [...page.matchAll(/^# TYPE (\S+) /gm)].map((match) => match[1] as string)));
const ours = () => [...exposed()].filter((name) => name.startsWith('influscope_')).sort();

test('the documentation lists the metrics of a running platform, all of them and no others', async () => {
  const text = await readFile(join(ROOT, 'docs/observability.md'), 'utf8');
  const listed = [...text.matchAll(/^\| `(influscope_\w+)` \|/gm)].map((match) => match[1] as string);
  assert.deepEqual(listed.toSorted(), ours());
});

test('every query of the dashboard is of metrics that a running platform has', async () => {
  const text = await readFile(join(ROOT, 'observability/grafana-dashboard.json'), 'utf8');
  const { panels } = JSON.parse(text) as { panels: Panel[] };
  const names = exposed();
  for (const panel of panels.filter(({ type }) => type !== 'row')) {
    assert.ok(panel.targets && panel.targets.length > 0, `${panel.title} shows nothing`);
    for (const { expr } of panel.targets) {
      const used = [...expr.matchAll(/\b(?:influscope|process|nodejs)_\w+/g)].map(([name]) => name);
      assert.ok(used.length > 0, `${panel.title}: no metric in ${expr}`);
      for (const name of used) {
        const base = name.replace(/_(?:bucket|sum|count)$/, '');
        assert.ok(names.has(name) || names.has(base), `${panel.title}: there is no ${name}`);
      }
    }
  }
  const shown = ours().filter((name) => !text.includes(name));
  assert.deepEqual(shown, [], 'metrics that no panel shows');
});

test('names follow the conventions of Prometheus', () => {
  for (const page of pages) {
    for (const [, name, type] of page.matchAll(/^# TYPE (influscope_\S+) (\S+)/gm)) {
      assert.equal(name?.endsWith('_total'), type === 'counter', name);
      assert.doesNotMatch(name ?? '', /_(?:ms|millis|milliseconds|kb|mb|percent)(?:_|$)/, name);
    }
  }
});

test('no label holds what somebody has typed, and nothing is secret', () => {
  for (const page of pages) {
    assert.doesNotMatch(page, /somebody|people-of-mine|place-of-mine/);
    assert.ok(!page.includes(platform.token));
  }
});
