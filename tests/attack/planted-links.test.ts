import assert from 'node:assert/strict';
import {
  closeSync,
  existsSync,
  lchownSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { openDatabase } from '#adapters/embedded-storage/open-database.ts';
import { writePointer } from '#adapters/search/embedded/store/directory.ts';
import { lockDirectory } from '#adapters/search/embedded/store/lock.ts';
import { createIndexFile } from '#adapters/search/embedded/store/open-store.ts';
import { lockInstance } from '#cli/instance/lock.ts';
import { writePrivateFile } from '#lib/files/atomic-file.ts';
import { openNoFollow } from '#lib/files/open-no-follow.ts';
import { openOwnFile } from '#lib/files/open-own-file.ts';
import { createLogDestination } from '#runtime/telemetry/log-destination.ts';

const NOT_ROOT = process.getuid?.() === 0 ? false : 'only root can give a link to another user';
const OTHER_UID = 65_534;
const folder = mkdtempSync(join(tmpdir(), 'influscope-links-'));
after(() => rmSync(folder, { recursive: true }));

const KIND = {
  store: 'queue',
  name: 'queue',
  applicationId: 1,
  version: 1,
  pageSize: 4_096,
  cacheKib: 64,
  create: 'CREATE TABLE one (x)',
  migrations: [],
} as unknown as Parameters<typeof openDatabase>[1];

/** Each way in which the product creates a file, with the name of the file that is created. */
const WRITERS: Record<string, { at: string; write(path: string): unknown }> = {
  'the lock of an instance': { at: 'locks/one.db', write: takeLock },
  'the holder of a lock': {
    at: 'locks/one.db.holder',
    write: (path) => takeLock(path.slice(0, -'.holder'.length)),
  },
  'the output of the process': {
    at: 'console.log',
    write: (path) => closeSync(openNoFollow(path, 'append')),
  },
  'an output that is emptied': { at: 'console.log', write: (path) => closeSync(openNoFollow(path, 'empty')) },
  'a log': {
    at: 'services.log',
    write(path) {
      const log = createLogDestination({ to: path });
      log.write('line\n');
      return log.close();
    },
  },
  'a database': { at: 'queue.db', write: (path) => openDatabase(path, KIND).close() },
  'the lock of the search index': {
    at: 'search/lock.db',
    write: (path) => lockDirectory(dirname(path), 100)?.release(),
  },
  'an index file': { at: 'search/index-000001.db', write: (path) => createIndexFile(path).close() },
  'the draft of the pointer': {
    at: 'search/current.tmp',
    write: (path) => writePointer(dirname(path), 'index-000001.db'),
  },
  'a state file': { at: 'target.json', write: (path) => writePrivateFile(path, 'x') },
  'any own file': { at: 'own', write: (path) => closeSync(openOwnFile(path)) },
};

async function takeLock(path: string): Promise<void> {
  const taking = lockInstance(path, AbortSignal.timeout(60_000));
  for (;;) {
    const { done, value } = await taking.next();
    if (!done) continue;
    value[Symbol.dispose]();
    return;
  }
}

let count = 0;
for (const [name, { at, write }] of Object.entries(WRITERS)) {
  test(`a link of another user in place of ${name} leads to no file of this user`, {
    skip: NOT_ROOT,
  }, async () => {
    const place = join(folder, String(++count));
    const path = join(place, at);
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    for (const victim of [join(place, 'victim'), join(place, 'not-there')]) {
      const before = victim.endsWith('victim') ? 'precious' : null;
      if (before !== null) writeFileSync(victim, before);
      rmSync(path, { force: true });
      symlinkSync(victim, path);
      lchownSync(path, OTHER_UID, OTHER_UID);
      try {
        await write(path);
      } catch (error) {
        assert.ok(error instanceof Error);
      }
      assert.equal(existsSync(victim) ? readFileSync(victim, 'utf8') : null, before, victim);
    }
  });
}

test('a log that is a link of this user is written to', async () => {
  const [log, link] = [join(folder, 'real.log'), join(folder, 'link.log')];
  symlinkSync(log, link);
  const destination = createLogDestination({ to: link });
  destination.write('line\n');
  await destination.close();
  assert.equal(readFileSync(log, 'utf8'), 'line\n');
});
