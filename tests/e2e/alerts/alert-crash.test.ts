import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Alert, Alerts } from '#contract/alerts/alert.ts';
import type { SearchSaved } from '#contract/saved/saved-search.ts';
import { eventually } from '#tests/support/eventually.ts';
import type { PlatformProcess } from '#tests/support/platform/platform-process.ts';
import { startPlatformProcess } from '#tests/support/platform/platform-process.ts';
import { seededRandom } from '#tests/support/seeded-random.ts';
import { startAlertReceiver } from '#tests/support/servers/alert-receiver.ts';
import {
  embeddedEnvironment,
  hasServers,
  serverEnvironment,
} from '#tests/support/servers/backing-environments.ts';

/** `npm run test:alerts` asks for 5,000 changes, ten kills, and a receiver that is away for a minute. */
const CHANGES = Number(process.env.ALERT_CHANGES ?? 400);
const KILLS = Number(process.env.ALERT_KILLS ?? 2);
const AWAY_MS = Number(process.env.ALERT_AWAY_MS ?? 500);
const PATIENCE = { timeoutMs: 300_000, everyMs: 200 };

const CASES = [
  { name: 'on embedded stores', skip: false, backing: async (folder: string) => embeddedEnvironment(folder) },
  { name: 'on real servers', skip: !hasServers(), backing: () => serverEnvironment() },
];

/** Profiles `from` to `to`; the second reading of each has more followers. */
function rows(from: number, to: number, reading: 1 | 2): string {
  const lines = Array.from({ length: to - from }, (_, i) => {
    const followers = reading === 1 ? 100 : 5_000;
    const row = { native_id: `n${from + i}`, username: `baker${from + i}`, bio: 'sourdough', followers };
    return JSON.stringify({ platform: 'instagram', fetched_at: `2026-0${reading}-01T00:00:00Z`, ...row });
  });
  return lines.join('\n');
}

async function importRows(platform: PlatformProcess, body: string): Promise<void> {
  const answer = await platform.admin('/imports?name=list.ndjson&format=jsonl', { method: 'POST', body });
  assert.match(await answer.text(), /"type":"done"/);
}

async function save(platform: PlatformProcess, name: string, body: object): Promise<SearchSaved> {
  const answer = await platform.admin(`/saved-searches/${name}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  assert.equal(answer.status, 200, await answer.clone().text());
  return (await answer.json()) as SearchSaved;
}

async function readLog(platform: PlatformProcess): Promise<Alert[]> {
  const alerts: Alert[] = [];
  let after = 0;
  for (;;) {
    const page = (await (await platform.admin(`/alerts?after=${after}&limit=500`)).json()) as Alerts;
    if (page.last === after) return alerts;
    alerts.push(...page.alerts);
    after = page.last;
  }
}

for (const { name, skip, backing } of CASES) {
  describe(`alerts ${name}`, { skip, timeout: 3_600_000 }, () => {
    it(`all arrive, none under two ids, with ${KILLS} kills -9 during ${CHANGES} changes and a receiver that is away`, async (t) => {
      const folder = await mkdtemp(join(tmpdir(), 'influscope-alerts-'));
      const { env, remove } = await backing(folder);
      const receiver = await startAlertReceiver();
      const started: PlatformProcess[] = [];
      const start = async () => {
        const platform = await startPlatformProcess(folder, {
          RATE_LIMIT: '0',
          AVATAR_FETCH: 'off',
          ...env,
          ALERT_ADDRESSES: 'any',
          ALERT_FOLDER: join(folder, 'alerts'),
          LOG_LEVEL: 'error',
        });
        started.push(platform);
        return platform;
      };
      const random = seededRandom(43);
      try {
        let platform = await start();
        await importRows(platform, rows(0, CHANGES, 1));
        await platform.waitUntilIdle();
        const { secrets } = await save(platform, 'bakers', {
          query: 'sourdough followers:1k..',
          alerts: { new_matches: true },
          to: [receiver.url, 'file:alerts.ndjson'],
        });
        receiver.secret = secrets[0]?.secret ?? '';
        const step = CHANGES / KILLS;
        let calmMs = 1_000;
        for (let kill = 0; kill < KILLS; kill++) {
          const startedAt = performance.now();
          const chunk = rows(Math.floor(kill * step), Math.floor((kill + 1) * step), 2);
          const importing = importRows(platform, chunk).catch(() => {});
          await sleep(calmMs * random());
          platform.child.kill('SIGKILL');
          await once(platform.child, 'exit');
          await importing;
          platform = await start();
          await importRows(platform, chunk);
          await platform.waitUntilIdle();
          calmMs = Math.min(4_000, (performance.now() - startedAt) / 2);
        }
        const log = async () => {
          const found = await readLog(platform);
          assert.equal(new Set(found.map(({ id }) => id)).size, CHANGES);
          return found;
        };
        await eventually(log, PATIENCE);
        await eventually(async () => assert.equal(receiver.alerts.size, CHANGES), PATIENCE);
        const people = new Set([...receiver.alerts.values()].map(({ profile }) => profile.id));
        assert.equal(people.size, CHANGES, 'one id for each person');
        assert.equal(receiver.received.badlySigned, 0);
        const file = async () => {
          const lines = (await readFile(join(folder, 'alerts', 'alerts.ndjson'), 'utf8')).trim().split('\n');
          const ids = new Set(lines.map((line) => (JSON.parse(line) as Alert).id));
          assert.deepEqual(ids, new Set(receiver.alerts.keys()));
          return lines.length;
        };
        await eventually(file, PATIENCE);
        t.diagnostic(
          `${CHANGES} alerts, ${KILLS} kills: webhook requests ${receiver.received.count}, lines in the file ${await file()}, entries in the log ${(await log()).length}`,
        );

        await receiver.goAway();
        const before = receiver.alerts.size;
        await importRows(platform, rows(CHANGES, CHANGES + 50, 2));
        await platform.waitUntilIdle();
        await sleep(AWAY_MS);
        await receiver.comeBack();
        await eventually(async () => assert.equal(receiver.alerts.size, before + 50), PATIENCE);
        await eventually(async () => {
          const { waiting } = (await (await platform.admin('/alerts')).json()) as Alerts;
          assert.equal(waiting, 0);
        }, PATIENCE);
        t.diagnostic(`50 alerts while the receiver was away for ${AWAY_MS} ms: all arrived`);
        await platform.stop();
      } finally {
        for (const platform of started) platform.child.kill('SIGKILL');
        await receiver.close();
        await remove();
        await rm(folder, { recursive: true, force: true, maxRetries: 5 });
      }
    });
  });
}
