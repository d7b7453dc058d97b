import assert from 'node:assert/strict';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { describe, it } from 'node:test';
import type { PeopleFound } from '#contract/privacy/people.ts';
import type { Receipt } from '#contract/privacy/receipt.ts';
import { eventually } from '#tests/support/eventually.ts';
import { startFakeBluesky } from '#tests/support/fakes/fake-bluesky.ts';
import { findBytes } from '#tests/support/find-bytes.ts';
import { pngOf } from '#tests/support/pictures.ts';
import type { PlatformProcess } from '#tests/support/platform/platform-process.ts';
import { startPlatformProcess } from '#tests/support/platform/platform-process.ts';
import {
  embeddedEnvironment,
  hasServers,
  serverEnvironment,
} from '#tests/support/servers/backing-environments.ts';
import { noteThePerson, watchEveryone } from './note-the-person.ts';
import { openStoredText } from './stored-text.ts';

/** Every name of the person has this word in it. */
const MARK = 'qwyzzleheim';
const PERSON = { did: `did:plc:${MARK}`, handle: `${MARK}.test` };
const JSON_TYPE = { 'content-type': 'application/json' };
const PICTURE = `data:image/png;base64,${pngOf(16, 16).toString('base64')}`;

/** A list with other people, and with the person by id, by an earlier handle and by the handle alone. */
function list(run: number): string {
  const rows = [
    { did: PERSON.did, handle: `old-${MARK}.test`, fetched_at: '2026-01-01T00:00:00Z' },
    {
      did: PERSON.did,
      handle: PERSON.handle,
      avatar: PICTURE,
      bio: `I am ${MARK}`,
      fetched_at: '2026-02-01T00:00:00Z',
    },
    { handle: PERSON.handle, bio: `I am ${MARK} in run ${run}`, fetched_at: '2026-03-01T00:00:00Z' },
    ...Array.from({ length: 50 }, (_, n) => ({
      did: `did:plc:other${n}`,
      handle: `other${n}.test`,
      bio: `run ${run}`,
      fetched_at: '2026-02-01T00:00:00Z',
    })),
  ];
  return rows
    .map(({ did, handle, ...row }: Record<string, unknown>) =>
      JSON.stringify({ native_id: did, username: handle, platform: 'bluesky', followers: 2_000, ...row }),
    )
    .join('\n');
}

async function importList(platform: PlatformProcess, run: number): Promise<void> {
  const query = '?name=list.ndjson&format=jsonl&platform=bluesky';
  const answer = await platform.admin(`/imports${query}`, { method: 'POST', body: list(run) });
  const last = (await answer.text()).trim().split('\n').at(-1) ?? '';
  assert.match(last, /"type":"done"/);
}

async function post<T>(platform: PlatformProcess, path: string, body: object): Promise<T> {
  const answer = await platform.admin(path, {
    method: 'POST',
    headers: JSON_TYPE,
    body: JSON.stringify(body),
  });
  const text = await answer.text();
  assert.ok(answer.ok, `${path}: ${text}`);
  return JSON.parse(text) as T;
}

async function isGone(platform: PlatformProcess): Promise<void> {
  const { total } = (await (await fetch(`${platform.api}/search?q=${MARK}`)).json()) as { total: number };
  assert.equal(total, 0);
  assert.equal((await fetch(`${platform.api}/profiles/bluesky:${PERSON.did}`)).status, 404);
  assert.equal((await fetch(`${platform.api}/profiles/@${PERSON.handle}`)).status, 404);
}

async function waitUntilQuiet(platform: PlatformProcess): Promise<void> {
  await eventually(async () => {
    const { queues } = (await (await platform.admin('/queues')).json()) as {
      queues: { ready: number; in_flight: number; delayed: number }[];
    };
    for (const { ready, in_flight, delayed } of queues)
      assert.deepEqual([ready, in_flight, delayed], [0, 0, 0]);
  });
}

/** Imports, discoveries and refreshes of the person, one after the other, until it is stopped. */
function keepBusy(platform: PlatformProcess): { stop(): Promise<void> } {
  let isStopped = false;
  const repeat = async (work: (run: number) => Promise<unknown>) => {
    for (let run = 1; !isStopped; run++) await work(run);
  };
  /** Starts one, and waits until it is over. */
  const complete = async (path: string, body: object) => {
    const { id } = await post<{ id: string }>(platform, path, body);
    await eventually(async () => {
      const { state } = (await (await platform.admin(`${path}/${id}`)).json()) as { state: string };
      assert.ok(['done', 'failed', 'cancelled'].includes(state), state);
    });
  };
  const discovery = { source: 'bluesky', topic: 'vegan food', limit: 100, min_followers: 0 };
  const work = Promise.all([
    repeat((run) => importList(platform, run)),
    repeat(() => complete('/discoveries', discovery)),
    repeat(() => complete('/refreshes', { scope: 'all' })),
  ]);
  // What fails first is what the test reports; a failure here is seen when it stops.
  work.catch(() => {});
  return {
    async stop() {
      isStopped = true;
      await work;
    },
  };
}

async function forget(platform: PlatformProcess, t: TestContext): Promise<Receipt> {
  const { people } = await post<PeopleFound>(platform, '/people/find', { who: `@${PERSON.handle}` });
  assert.deepEqual(
    people.map(({ id }) => id),
    [`bluesky:${PERSON.did}`],
  );
  const startedAt = performance.now();
  const gone = eventually(() => isGone(platform)).then(() => {
    t.diagnostic(`not found any more after ${Math.round(performance.now() - startedAt)} ms`);
  });
  let receipt = await post<Receipt>(platform, '/people/forget', { id: people[0]?.id });
  await gone;
  await eventually(async () => {
    receipt = (await (await platform.admin(`/receipts/${receipt.id}`)).json()) as Receipt;
    assert.equal(receipt.state, 'done');
  });
  t.diagnostic(`removed everywhere after ${Math.round(performance.now() - startedAt)} ms`);
  return receipt;
}

const CASES = [
  { name: 'on embedded stores', skip: false, backing: async (folder: string) => embeddedEnvironment(folder) },
  { name: 'on real servers', skip: !hasServers(), backing: () => serverEnvironment() },
];

for (const { name, skip, backing } of CASES) {
  describe(`a person who is forgotten during an import, a discovery and a refresh, ${name}`, { skip }, () => {
    it('is gone from everything that is stored, and does not come back', async (t) => {
      const folder = await mkdtemp(join(tmpdir(), 'influscope-forget-'));
      const data = join(folder, 'data');
      const network = await startFakeBluesky(PERSON);
      const { env, remove } = await backing(data);
      const settings = {
        ...env,
        SUPPRESSIONS_URL: `file:${folder}/suppressed`,
        PRIVACY_KEY: 'a secret of this test',
        BLUESKY_URL: network.url,
        // An address where nothing listens: what is sent there waits.
        ALERT_ADDRESSES: 'any',
        LOG_LEVEL: 'debug',
        LOG_FILE: join(folder, 'services.log'),
      };
      let platform = await startPlatformProcess(folder, settings);
      const stored = await openStoredText(env);
      try {
        await watchEveryone(platform);
        await importList(platform, 0);
        await stored.addDeadLetter(PERSON);
        await platform.waitUntilIdle();
        assert.notEqual((await fetch(`${platform.api}/profiles/bluesky:${PERSON.did}`)).status, 404);
        await noteThePerson(platform, PERSON, MARK);
        assert.match(await stored.read(), new RegExp(MARK));
        const isEmbedded = name.includes('embedded');
        if (!isEmbedded)
          await eventually(async () => assert.match(await stored.readDocuments(), new RegExp(MARK)));
        const backup = join(folder, '..', `${folder.split('/').at(-1)}-backup`);
        if (isEmbedded) {
          await stored.close();
          await platform.stop();
          await cp(data, backup, { recursive: true });
          platform = await startPlatformProcess(folder, settings);
        }
        const before = isEmbedded ? null : await stored.takeBackup();

        const busy = keepBusy(platform);
        await eventually(async () => assert.ok(network.askedFor() > 0));
        const receipt = await forget(platform, t);
        assert.ok(receipt.suppressed >= 3);
        assert.doesNotMatch(JSON.stringify(receipt), new RegExp(MARK));
        await importList(platform, 1_000);
        await busy.stop();
        await platform.waitUntilIdle();
        await waitUntilQuiet(platform);
        await isGone(platform);
        await eventually(async () => assert.deepEqual(findBytes(folder, [MARK]), []));
        if (!isEmbedded) assert.doesNotMatch(await stored.read(), new RegExp(MARK, 'i'));

        await platform.admin('/queues/profile-events/dead/retry', {
          method: 'POST',
          headers: JSON_TYPE,
          body: '{}',
        });
        await (await platform.admin('/reindex', { method: 'POST' })).text();
        await platform.waitUntilIdle();
        await isGone(platform);

        // Everything that was stored before comes back, but for the copy of the suppression list.
        await platform.stop();
        if (before === null) {
          await rm(data, { recursive: true });
          await cp(backup, data, { recursive: true });
          await rm(backup, { recursive: true });
        } else await stored.restore(before);
        platform = await startPlatformProcess(folder, settings);
        await eventually(() => isGone(platform));
        await eventually(async () => {
          assert.deepEqual(findBytes(folder, [MARK]), []);
          if (!isEmbedded) assert.doesNotMatch(await stored.read(), new RegExp(MARK, 'i'));
        });
        await importList(platform, 2_000);
        await platform.waitUntilIdle();
        await isGone(platform);
      } finally {
        await stored.close();
        await platform.stop();
        await network.close();
        await remove();
        await rm(folder, { recursive: true, force: true });
      }
    });
  });
}
