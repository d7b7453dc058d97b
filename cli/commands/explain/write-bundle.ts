import type { FileHandle } from 'node:fs/promises';
import { open, rm } from 'node:fs/promises';
import { arch, platform, release, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { pack } from 'tar-stream';
import type { Context } from '#cli/context.ts';
import { OperationError, systemCode, systemReason } from '#cli/errors.ts';
import { maskDeep } from '#cli/output/text/mask-deep.ts';
import type { Target } from '#cli/targets/target.ts';

const FOLDER = 'influscope-support';

/** Writes a support bundle, readable only by its owner. Returns the number of files. */
export async function writeBundle(
  file: string,
  target: Target,
  { cwd, settings, clock }: Context,
  signal: AbortSignal,
): Promise<number> {
  const path = resolve(cwd, file);
  const handle = await openPrivate(path).catch((error: unknown) => {
    throw notWritten(file, error);
  });
  const archive = pack();
  const written = pipeline(archive, createGzip(), handle.createWriteStream(), { signal });
  written.catch(() => {});
  let count = 0;
  const add = (name: string, text: string) => {
    archive.entry({ name: `${FOLDER}/${name}`, mode: 0o600, mtime: new Date(clock()) }, text);
    count++;
  };
  try {
    add(
      'versions.json',
      `${JSON.stringify({ node: process.version, platform: platform(), arch: arch(), release: release(), target: target.kind, name: target.name, written_at: new Date(clock()).toISOString() }, null, 2)}\n`,
    );
    const { values, origins, file: settingsFile } = settings;
    add(
      'settings.json',
      `${JSON.stringify(maskDeep({ file: settingsFile, values, origins }, []), null, 2)}\n`,
    );
    for await (const one of target.bundle({ signal })) add(one.path, one.text);
    archive.finalize();
    await written;
    return count;
  } catch (error) {
    archive.destroy();
    // The first fault of the file, not what it causes in the archive.
    const fault: unknown = await written.then(
      () => error,
      (reason: unknown) => (systemCode(reason) === undefined ? error : reason),
    );
    await rm(path, { force: true });
    if (systemCode(fault) === undefined) throw fault;
    throw notWritten(file, fault);
  }
}

/** An older file keeps its rights when it is opened: it loses those of others before it gets new content. */
async function openPrivate(path: string): Promise<FileHandle> {
  const handle = await open(path, 'w', 0o600);
  try {
    if ((await handle.stat()).isFile()) await handle.chmod(0o600);
    return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
}

function notWritten(file: string, cause: unknown): OperationError {
  return new OperationError(`Cannot write "${file}": ${systemReason(cause)}`, {
    code: 'bundle_not_written',
    hint: {
      text: 'choose another file',
      command: ['explain', '--bundle', join(tmpdir(), 'report.tar.gz')],
    },
    cause,
  });
}
