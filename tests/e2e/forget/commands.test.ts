import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Receipt } from '#contract/privacy/receipt.ts';
import { findBytes } from '#tests/support/find-bytes.ts';
import type { Workplace } from '#tests/support/platform/cli.ts';
import { createWorkplace } from '#tests/support/platform/cli.ts';

/** Every name of person N has `qwyzzleN` in it. */
const PEOPLE = 5;
const did = (n: number) => `did:plc:qwyzzle${n}`;
const handle = (n: number) => `qwyzzle${n}.test`;
const url = (n: number) => `https://bsky.app/profile/${handle(n)}`;

describe('forget and export-person on the command line', () => {
  let workplace: Workplace;
  const cli = async (args: string[], env: Record<string, string> = {}) => {
    const { code, stdout, stderr } = await workplace.run(args, { env });
    return { code, stdout, stderr };
  };
  const importAll = async () => {
    const rows = Array.from({ length: PEOPLE }, (_, n) => ({
      ...{ platform: 'bluesky', native_id: did(n), username: handle(n), followers: 5_000, url: url(n) },
      ...{ bio: `I am qwyzzle${n}`, fetched_at: '2026-02-01T00:00:00Z' },
    }));
    await writeFile(join(workplace.home, 'people.ndjson'), rows.map((row) => JSON.stringify(row)).join('\n'));
    const { code, stderr } = await cli(['import', 'people.ndjson']);
    assert.equal(code, 0, stderr);
  };
  const forget = async (...who: string[]): Promise<Receipt> => {
    const { code, stdout, stderr } = await cli(['forget', ...who, '--yes', '-o', 'json']);
    assert.equal(code, 0, stderr);
    return JSON.parse(stdout) as Receipt;
  };
  /** Nothing below the state folder has the name, but the imported file. */
  const isGone = (n: number) =>
    assert.deepEqual(findBytes(join(workplace.home, 'platforms'), [`qwyzzle${n}`]), []);

  before(async () => {
    workplace = await createWorkplace();
    const { code, stderr } = await cli(['up', '--no-discover']);
    assert.equal(code, 0, stderr);
    await importAll();
  });
  after(() => workplace?.dispose());

  it('exports what is stored about one person alone', async () => {
    const { code, stdout } = await cli(['export-person', `@${handle(1)}`]);
    assert.equal(code, 0);
    const exported = JSON.parse(stdout) as { documents: { id: string }[]; records: { id: string }[] };
    assert.deepEqual(
      [exported.documents, exported.records].map((list) => list.map(({ id }) => id)),
      [[`bluesky:${did(1)}`], [`bluesky:${did(1)}`]],
    );
    assert.doesNotMatch(stdout, /qwyzzle[02345]/);
  });

  for (const [n, kind, who] of [
    [0, 'id', `bluesky:${did(0)}`],
    [1, 'handle', `@${handle(1)}`],
    [2, 'URL', url(2)],
  ] as const) {
    it(`forgets a person by ${kind}, and leaves no byte`, async () => {
      const receipt = await forget(who);
      const { state, removed, suppressed } = receipt;
      assert.deepEqual([state, removed.records, removed.documents], ['done', 1, 1]);
      assert.ok(suppressed >= 2);
      assert.doesNotMatch(JSON.stringify(receipt), /qwyzzle/);
      isGone(n);
    });
  }

  it('refuses the forgotten people in another import, and keeps the others', async () => {
    await importAll();
    for (const n of [0, 1, 2]) isGone(n);
    const { stdout } = await cli(['search', 'qwyzzle3', '-o', 'json']);
    assert.match(stdout, /"total": ?1/);
  });

  it('forgets a person again, whom only the suppression list knows', async () => {
    const { removed } = await forget(`@${handle(0)}`);
    assert.deepEqual([removed.records, removed.documents], [0, 0]);
    isGone(0);
    const { code, stdout } = await cli(['export-person', `@${handle(0)}`]);
    assert.equal(code, 1);
    assert.match(stdout, /"person_unknown"/);
  });

  it('does not know a person who was never stored, and can refuse one by platform', async () => {
    const unknown = await cli(['forget', '@qwyzzle-never', '--yes']);
    assert.equal(unknown.code, 1);
    assert.match(unknown.stderr, /--platform/);
    const { suppressed } = await forget('@qwyzzle-never', '--platform', 'bluesky');
    assert.equal(suppressed, 1);
  });

  it('asks before it forgets, and needs a terminal for that', async () => {
    const { code, stderr } = await cli(['forget', `@${handle(3)}`]);
    assert.equal(code, 2);
    assert.match(stderr, /--yes/);
    assert.equal((await cli(['show', `@${handle(3)}`])).code, 0);
  });

  it('does not start with another secret than the list was made with', async () => {
    assert.equal((await cli(['down'])).code, 0);
    const key = join(workplace.home, 'platforms/influscope/privacy-key');
    await writeFile(key, 'another secret', { mode: 0o600 });
    const refused = await cli(['up', '--no-discover', '-o', 'json']);
    assert.equal(refused.code, 1);
    assert.match(refused.stdout, /privacy_key_changed/);
    assert.match(refused.stdout, /PRIVACY_KEY_CHANGE=accept/);
    const accepted = await cli(['up', '--no-discover'], { PRIVACY_KEY_CHANGE: 'accept' });
    assert.equal(accepted.code, 0, accepted.stderr);
    await importAll();
    assert.equal((await cli(['show', `@${handle(0)}`])).code, 0);
  });
});
