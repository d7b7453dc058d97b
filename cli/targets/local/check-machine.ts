import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { formatBytes } from '#cli/output/text/format.ts';
import { probeWrite, readFreeBytes } from '#lib/files/disk-room.ts';
import { describeSystemCode } from '#lib/system-code.ts';
import type { CheckResult } from '../check.ts';
import { fail, ok, warn } from '../check.ts';
import { findFullDisk, nearestExisting } from './assert-room.ts';
import type { LocalPaths } from './paths.ts';

const MIN_NODE = [24, 15] as const;
const LOW_DISK_BYTES = 1_000_000_000;

export function checkNode(version: string): CheckResult {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const isNewEnough = major > MIN_NODE[0] || (major === MIN_NODE[0] && minor >= MIN_NODE[1]);
  if (isNewEnough) return ok(`Node ${version}`);
  return fail(`Node ${version} is older than ${MIN_NODE.join('.')}`, { shell: [['npm', 'ci']] });
}

/** The launcher starts the Node of the package `node` when the machine's own Node is too old. */
export function checkLauncher(root: string): CheckResult {
  for (let folder = root; ; folder = dirname(folder)) {
    const manifest = join(folder, 'node_modules/node/package.json');
    if (existsSync(join(folder, 'node_modules/node/bin/node'))) {
      const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };
      return ok(`the package node ${version} is installed`);
    }
    if (dirname(folder) === folder) break;
  }
  return warn(
    `the package node is not installed; influscope starts only with Node ${MIN_NODE.join('.')} or later`,
    { shell: [installNode(root)] },
  );
}

/** Runs the install script of the package `node`: in a clone, or where npm put this package. */
function installNode(root: string): string[] {
  const rebuild = ['npm', 'rebuild', '--ignore-scripts=false'];
  const modules = dirname(root);
  if (basename(modules) !== 'node_modules') return [...rebuild, '--prefix', root, 'node'];
  const project = dirname(modules);
  const isGlobal = basename(project) === 'lib' && !existsSync(join(project, 'package.json'));
  return isGlobal
    ? [...rebuild, '--global', '--prefix', dirname(project), 'node']
    : [...rebuild, '--prefix', project, 'node'];
}

export function checkServices(servicesMain: string): CheckResult {
  return existsSync(servicesMain)
    ? ok(servicesMain)
    : fail(`${servicesMain} is missing`, { shell: [['npm', 'run', 'build']] });
}

export function checkFolder(home: string): CheckResult {
  const nearest = nearestExisting(home);
  const fault = probeWrite(nearest);
  if (fault !== null && !isFull(fault))
    return fail(`${nearest} is not writable: ${describeSystemCode(fault)}`, adviceFor(fault, nearest));
  if (nearest !== home) return ok(`${home} does not exist yet; influscope up creates it`);
  return ok(`${home} is writable, and no other user can change it`);
}

/** The check of the disk reports these. */
function isFull(fault: string): boolean {
  return fault === 'ENOSPC' || fault === 'EDQUOT';
}

function adviceFor(fault: string, folder: string): CheckResult['fix'] {
  const elsewhere = 'set INFLUSCOPE_HOME to another folder';
  if (fault === 'EROFS') return { text: `mount the file system for writing, or ${elsewhere}` };
  if (fault !== 'EACCES') return { text: elsewhere };
  return { text: `make it writable, or ${elsewhere}`, shell: [['chmod', 'u+rwx', folder]] };
}

export function checkToken(path: string): CheckResult {
  if (!existsSync(path)) return ok('does not exist yet; influscope up creates it');
  if ((statSync(path).mode & 0o077) === 0) return ok('only its owner can read it');
  return fail(`other users can read ${path}`, { shell: [['chmod', '600', path]] });
}

export function checkDisk(paths: Pick<LocalPaths, 'data' | 'logs'>): CheckResult {
  const fault = findFullDisk(paths);
  if (fault !== null) return fail(fault.message, fault.hint ?? null);
  const free = readFreeBytes(nearestExisting(paths.data));
  if (free === null) return ok('the system does not report free space');
  const message = `${formatBytes(free)} free`;
  if (free >= LOW_DISK_BYTES) return ok(message);
  return warn(message, { text: 'free disk space, or set INFLUSCOPE_HOME to a folder on a larger disk' });
}
