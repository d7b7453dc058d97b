import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { describe, it } from 'node:test';
import type { Receipt } from '#contract/privacy/receipt.ts';
import { eventually } from '#tests/support/eventually.ts';
import type { PlatformProcess } from '#tests/support/platform/platform-process.ts';
import { startPlatformProcess } from '#tests/support/platform/platform-process.ts';
import { startServiceProcess } from '#tests/support/platform/service-process.ts';
import {
  embeddedEnvironment,
  hasServers,
  serverEnvironment,
} from '#tests/support/servers/backing-environments.ts';

const PEOPLE = 60;
/** On real servers a removal takes seconds, since it empties the queues: `FORGET_ON_SERVERS=40` is the long form. */
const FORGOTTEN = { embedded: 40, servers: Number(process.env.FORGET_ON_SERVERS ?? 6) };
/** A word that the handle, the name and the bio of one person have. */
const markOf = (n: number) => `zq${'abcdefghij'.charAt(n / 10)}${'klmnopqrst'.charAt(n % 10).repeat(3)}x`;
const idOf = (n: number) => `bluesky:did:plc:${markOf(n)}`;

/** Questions that find many of the people, or a person who is not forgotten. */
const QUESTIONS = [
  '/search?q=gardening&limit=100',
  '/search?limit=100&sort=followers',
  '/search?q=gardening&sort=followers&limit=50&facets=true',
  '/suggest?q=zq',
  '/results?q=gardening',
  `/profiles/${idOf(PEOPLE - 1)}/similar?limit=50`,
  '/export?q=gardening',
];

function list(numbers: readonly number[], run: number): string {
  return numbers
    .map((n) =>
      JSON.stringify({
        ...{ platform: 'bluesky', native_id: `did:plc:${markOf(n)}`, username: `${markOf(n)}.test` },
        ...{ display_name: `Name ${markOf(n)}`, bio: `gardening with ${markOf(n)}`, followers: 5_000 + n },
        fetched_at: new Date(Date.UTC(2026, 0, 1) + run * 1_000).toISOString(),
      }),
    )
    .join('\n');
}

async function importPeople(platform: PlatformProcess, numbers: readonly number[], run: number) {
  const answer = await platform.admin('/imports?name=list.ndjson&format=jsonl&platform=bluesky', {
    method: 'POST',
    body: list(numbers, run),
  });
  assert.match((await answer.text()).trim().split('\n').at(-1) ?? '', /"type":"done"/);
}

async function forget(platform: PlatformProcess, n: number): Promise<void> {
  const answer = await platform.admin('/people/forget', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ id: idOf(n) }),
  });
  const receipt = (await answer.json()) as Receipt;
  assert.ok(receipt.suppressed > 0, JSON.stringify(receipt));
}

/** Asks all questions again and again, at each address two at a time. A question counts the people that were forgotten before it. */
function hammer(apis: readonly string[], forgotten: ReadonlySet<number>) {
  const faults: string[] = [];
  let asked = 0;
  let isOver = false;
  const ask = async (url: string) => {
    const before = [...forgotten];
    const answer = await fetch(url);
    const text = await answer.text();
    if (answer.ok) asked++;
    const seen = before.filter((n) => text.includes(markOf(n)));
    if (seen.length > 0) faults.push(`${url}: ${seen.map(markOf)} after ${forgotten.size} removals`);
  };
  const loops = Promise.all(
    [...apis, ...apis].map(async (api, offset) => {
      for (let at = offset; !isOver; at++) await ask(`${api}${QUESTIONS[at % QUESTIONS.length]}`);
    }),
  );
  loops.catch(() => {});
  return {
    async stop() {
      isOver = true;
      await loops;
      return { faults, asked };
    },
  };
}

/** Forgets one person after the other, and asks for each once more, also in a way that was not asked before. */
async function forgetAll(
  platform: PlatformProcess,
  apis: readonly string[],
  count: number,
  forgotten: Set<number>,
) {
  for (let n = 0; n < count; n++) {
    await forget(platform, n);
    forgotten.add(n);
    for (const api of apis) {
      // Others, whose names are spelled alike, may be found.
      const { data } = (await (await fetch(`${api}/search?q=${markOf(n)}`)).json()) as { data: object[] };
      assert.ok(!JSON.stringify(data).includes(markOf(n)), `${api}: ${markOf(n)}`);
      assert.equal((await fetch(`${api}/profiles/${idOf(n)}`)).status, 404);
      assert.equal((await fetch(`${api}/creators/${idOf(n)}`)).status, 404);
    }
  }
}

const numbers = Array.from({ length: PEOPLE }, (_, n) => n);

const CASES = [
  {
    name: 'on embedded stores',
    count: FORGOTTEN.embedded,
    skip: false,
    backing: async (folder: string) => embeddedEnvironment(folder),
  },
  {
    name: 'on real servers, with two APIs',
    count: FORGOTTEN.servers,
    skip: !hasServers(),
    backing: () => serverEnvironment(),
  },
];

for (const { name, count, skip, backing } of CASES) {
  describe(`answers to repeated questions while people are forgotten, ${name}`, { skip }, () => {
    const withPlatform = async (work: (platform: PlatformProcess, apis: string[]) => Promise<void>) => {
      const folder = await mkdtemp(join(tmpdir(), 'influscope-answers-'));
      const { env, remove } = await backing(join(folder, 'data'));
      const settings = {
        ...env,
        SUPPRESSIONS_URL: `file:${folder}/suppressed`,
        PRIVACY_KEY: 'a secret of this test',
        RATE_LIMIT: '0',
      };
      const platform = await startPlatformProcess(folder, settings);
      const second = name.includes('two') ? await startServiceProcess('api', settings) : null;
      try {
        await importPeople(platform, numbers, 0);
        await platform.waitUntilIdle();
        const apis = [platform.api, ...(second ? [second.api] : [])];
        await eventually(async () => {
          for (const api of apis) {
            const { total } = (await (await fetch(`${api}/search?q=gardening`)).json()) as { total: number };
            assert.equal(total, PEOPLE);
          }
        });
        await work(platform, apis);
      } finally {
        await second?.stop();
        await platform.stop();
        await remove();
        await rm(folder, { recursive: true, force: true });
      }
    };

    const attack = async (
      t: TestContext,
      platform: PlatformProcess,
      apis: string[],
      during: () => Promise<void>,
    ) => {
      const forgotten = new Set<number>();
      const questions = hammer(apis, forgotten);
      let isOver = false;
      const beside = (async () => {
        while (!isOver) await during();
      })();
      beside.catch(() => {});
      try {
        await forgetAll(platform, apis, count, forgotten);
      } finally {
        isOver = true;
        await beside;
        const { asked, faults } = await questions.stop();
        t.diagnostic(`${asked} answers`);
        assert.deepEqual(faults, []);
        assert.ok(asked > count);
      }
    };

    it('never contain a person after the receipt', (t) =>
      withPlatform((platform, apis) => attack(t, platform, apis, () => new Promise(setImmediate))));

    it('never contain a person after the receipt, while lists with all people are imported', (t) =>
      withPlatform(async (platform, apis) => {
        let run = 0;
        await attack(t, platform, apis, () => importPeople(platform, numbers, ++run));
        await platform.waitUntilIdle();
        for (const api of apis) {
          const { total } = (await (await fetch(`${api}/search?q=gardening`)).json()) as { total: number };
          assert.equal(total, PEOPLE - count);
        }
      }));
  });
}
