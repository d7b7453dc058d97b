import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { createLogDestination } from '#runtime/telemetry/log-destination.ts';
import { mountSmallDisk, NO_SMALL_DISK } from '#tests/support/disk/small-disk.ts';

const folder = mkdtempSync(join(tmpdir(), 'influscope-log-'));
after(() => rmSync(folder, { recursive: true }));

const line = (text: string) => `${JSON.stringify({ msg: text })}\n`;
const messagesOf = (path: string) =>
  readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map((text) => (JSON.parse(text) as { msg: string }).msg);

test('a device without space stops neither writing nor closing', async () => {
  const log = createLogDestination({ to: '/dev/full', keepBytes: 200 });
  for (let at = 0; at < 50; at++) log.write(line(`line ${at}`));
  await log.close();
  log.write(line('after the end'));
});

test('a file that cannot be opened is opened later', async () => {
  const path = join(folder, 'later/services.log');
  const log = createLogDestination({ to: path });
  log.write(line('lost'));
  await import('node:fs/promises').then(({ mkdir }) => mkdir(join(folder, 'later')));
  log.write(line('kept'));
  await log.close();
  const messages = messagesOf(path);
  assert.equal(messages[0], 'kept');
  assert.equal(JSON.parse(readFileSync(path, 'utf8').trim().split('\n')[1] ?? '').dropped, 1);
});

test('a full file is renamed, and five old files are kept', async () => {
  const path = join(folder, 'rotated.log');
  writeFileSync(path, line('from an earlier run'.padEnd(100)));
  const log = createLogDestination({ to: path, rotateBytes: 100 });
  for (let at = 0; at < 10; at++) log.write(line(`${at}`.padEnd(100)));
  await log.close();
  const names = readdirSync(folder).filter((name) => name.startsWith('rotated.log'));
  assert.deepEqual(
    names.sort(),
    ['', '.1', '.2', '.3', '.4', '.5'].map((suffix) => `rotated.log${suffix}`),
  );
  assert.equal(messagesOf(path)[0]?.trim(), '9');
  assert.equal(messagesOf(`${path}.5`)[0]?.trim(), '4');
});

test('lines of a full disk are written whole when it has room again', { skip: NO_SMALL_DISK }, async () => {
  using disk = mountSmallDisk(2);
  const path = join(disk.path, 'services.log');
  const log = createLogDestination({ to: path, keepBytes: 2_000 });
  log.write(line('before'));
  disk.fill();
  // More than is left of the file's last page, and more than is kept.
  for (let at = 0; at < 500; at++) log.write(line(`full ${at}`));
  disk.free();
  log.write(line('after'));
  await log.close();
  const messages = messagesOf(path);
  assert.deepEqual(messages.slice(0, 2), ['before', 'full 0']);
  const dropped = readFileSync(path, 'utf8')
    .split('\n')
    .find((text) => text.includes('"dropped"'));
  const written = messages.filter((text) => text.startsWith('full')).length;
  assert.equal(
    written + JSON.parse(dropped ?? '{}').dropped + messages.filter((m) => m === 'after').length,
    501,
  );
});
