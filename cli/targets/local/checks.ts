import { accessSync, constants, existsSync, readFileSync, statfsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { systemReason } from '#cli/errors.ts';
import type { Event } from '#cli/output/events/events.ts';
import { event } from '#cli/output/events/events.ts';
import { formatBytes } from '#cli/output/text/format.ts';
import { checkStores } from './check-stores.ts';
import type { Local } from './local-target.ts';
import { askReadiness } from './process/ask-readiness.ts';
import { inspect } from './process/inspect.ts';
import { isTaken } from './process/port.ts';
import { describePortHolder } from './process/port-holder.ts';
import { judge } from './process/verdict.ts';
import { readLocalState } from './state.ts';

const LEAST_NODE = [24, 15] as const;
const LOW_DISK_BYTES = 1_000_000_000;
const LEAST_DISK_BYTES = 100_000_000;
const DEFAULT_PORT = 8080;

/** What came of one check. */
export type CheckVerdict = { status: 'ok' | 'warn' | 'fail'; message: string; fix?: string };

/** Everything the local target needs, one `check` event each, with the command that mends it. */
export async function* runChecks(local: Local, signal: AbortSignal): AsyncGenerator<Event> {
  const checks: [string, () => CheckVerdict | Promise<CheckVerdict>][] = [
    ['node', () => checkNode(process.versions.node)],
    ['launcher', () => checkLauncher(local.root)],
    ['services', () => checkServices(local.servicesMain)],
    ['state folder', () => checkFolder(local.settings.home)],
    ['admin token', () => checkToken(local.paths.token)],
    ['disk', () => checkDisk(local.settings.home)],
    ['stores', () => checkStores(local.paths)],
    ['platform', () => checkPlatform(local, signal)],
    ['port', () => checkPort(local, signal)],
  ];
  for (const [name, check] of checks) {
    signal.throwIfAborted();
    const { status, message, fix } = await check();
    yield event({ type: 'check', name, status, message, fix: fix ?? null });
  }
}

export function checkNode(version: string): CheckVerdict {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const good = major > LEAST_NODE[0] || (major === LEAST_NODE[0] && minor >= LEAST_NODE[1]);
  if (good) return { status: 'ok', message: `Node ${version}` };
  return { status: 'fail', message: `Node ${version} is older than ${LEAST_NODE.join('.')}`, fix: 'npm ci' };
}

function checkLauncher(root: string): CheckVerdict {
  for (let folder = root; ; folder = dirname(folder)) {
    const manifest = join(folder, 'node_modules/node/package.json');
    if (existsSync(join(folder, 'node_modules/node/bin/node'))) {
      const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };
      return { status: 'ok', message: `the package node ${version} is installed` };
    }
    if (dirname(folder) === folder) break;
  }
  return {
    status: 'warn',
    message: 'the package node is not installed; only a Node of 24.15 or later can start influscope',
    fix: `npm install --prefix ${root} && npm rebuild --prefix ${root} node`,
  };
}

function checkServices(servicesMain: string): CheckVerdict {
  if (existsSync(servicesMain)) return { status: 'ok', message: servicesMain };
  return { status: 'fail', message: `${servicesMain} is missing`, fix: 'npm run build' };
}

function checkFolder(home: string): CheckVerdict {
  const nearest = nearestExisting(home);
  try {
    accessSync(nearest, constants.W_OK | constants.X_OK);
  } catch (error) {
    return {
      status: 'fail',
      message: `${nearest} cannot be written to: ${systemReason(error)}`,
      fix: `chmod u+rwx ${nearest}, or set INFLUSCOPE_HOME to another folder`,
    };
  }
  if (nearest !== home) return { status: 'ok', message: `${home} will be made` };
  const mode = statSync(home).mode & 0o777;
  if ((mode & 0o022) === 0) return { status: 'ok', message: `${home} can be written to` };
  return { status: 'warn', message: `others can write to ${home}`, fix: `chmod 700 ${home}` };
}

function checkToken(path: string): CheckVerdict {
  if (!existsSync(path)) return { status: 'ok', message: 'will be made by up' };
  if ((statSync(path).mode & 0o077) === 0) return { status: 'ok', message: 'only its owner can read it' };
  return { status: 'fail', message: `others can read ${path}`, fix: `chmod 600 ${path}` };
}

function checkDisk(home: string): CheckVerdict {
  const { bavail, bsize } = statfsSync(nearestExisting(home));
  const free = bavail * bsize;
  const message = `${formatBytes(free)} free`;
  if (free >= LOW_DISK_BYTES) return { status: 'ok', message };
  const fix = 'free some, or set INFLUSCOPE_HOME to a larger disk';
  return { status: free < LEAST_DISK_BYTES ? 'fail' : 'warn', message, fix };
}

async function checkPlatform(local: Local, signal: AbortSignal): Promise<CheckVerdict> {
  const verdict = judge(await inspect(readLocalState(local.paths), signal));
  const message = `"${local.name}" ${verdict.message}`;
  if (verdict.state === 'running') return checkParts(local, message, signal);
  if (verdict.state === 'stopped') return { status: 'ok', message };
  if (verdict.state === 'absent') return { status: 'ok', message: `${message} yet` };
  const fix = verdict.state === 'unresponsive' ? 'influscope deploy' : 'influscope up';
  return { status: 'fail', message, fix };
}

async function checkParts(local: Local, message: string, signal: AbortSignal): Promise<CheckVerdict> {
  const url = `http://127.0.0.1:${readLocalState(local.paths)?.port}`;
  const { checks } = await askReadiness(url, signal);
  const broken = checks.find(({ ok }) => !ok);
  if (broken === undefined) return { status: 'ok', message };
  return {
    status: 'fail',
    message: `${message}, but its ${broken.name} is not well: ${broken.detail ?? 'no answer'}`,
    fix: broken.hint ?? 'influscope logs',
  };
}

async function checkPort(local: Local, signal: AbortSignal): Promise<CheckVerdict> {
  const state = readLocalState(local.paths);
  const port = state?.port ?? DEFAULT_PORT;
  const { pid } = judge(await inspect(state, signal));
  if (pid !== null) return { status: 'ok', message: `${port} is the platform's` };
  if (!(await isTaken(port))) return { status: 'ok', message: `${port} is free` };
  return {
    status: 'warn',
    message: `${port} is taken by ${describePortHolder(port)}`,
    fix: 'influscope up chooses a free one',
  };
}

function nearestExisting(path: string): string {
  return existsSync(path) || dirname(path) === path ? path : nearestExisting(dirname(path));
}
