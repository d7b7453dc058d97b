import { existsSync, readdirSync } from 'node:fs';
import type { Event } from '#cli/output/events/events.ts';
import type { Check, CheckResult } from '../check.ts';
import { fail, ok, runInTurn, warn } from '../check.ts';
import { readToken } from './admin-token.ts';
import {
  checkDisk,
  checkFolder,
  checkLauncher,
  checkNode,
  checkServices,
  checkToken,
} from './check-machine.ts';
import { checkStores } from './check-stores.ts';
import type { Local } from './local.ts';
import { askReadiness } from './process/ask-readiness.ts';
import { diagnose } from './process/diagnose.ts';
import { inspect } from './process/inspect.ts';
import { findFreePort, isTaken } from './process/port.ts';
import { describePortHolder } from './process/port-holder.ts';
import { readLocalState } from './state.ts';

const DEFAULT_PORT = 8080;

/** Everything the local target needs. */
export async function* runChecks(local: Local, signal: AbortSignal): AsyncGenerator<Event> {
  const checks: Check[] = [
    ['node', () => checkNode(process.versions.node)],
    ['launcher', () => checkLauncher(local.root)],
    ['services', () => checkServices(local.servicesMain)],
    ['state folder', () => checkFolder(local.settings.home)],
    ['admin token', () => checkToken(local.paths.token)],
    ['disk', () => checkDisk(local.paths)],
    ['stores', () => checkStores(local.paths)],
    ['instance', () => checkInstance(local, signal)],
    ['port', () => checkPort(local, signal)],
  ];
  yield* runInTurn(checks, signal);
}

async function checkInstance(local: Local, signal: AbortSignal): Promise<CheckResult> {
  const diagnosis = diagnose(await inspect(readLocalState(local.paths), readToken(local.paths), signal));
  const message = `"${local.name}" ${diagnosis.message}`;
  if (diagnosis.state === 'running') return checkParts(local, message, signal);
  if (diagnosis.state === 'stopped') return ok(message);
  if (diagnosis.state === 'absent') return checkLeftovers(local) ?? ok(`${message} yet`);
  return fail(message, { command: [diagnosis.state === 'unresponsive' ? 'deploy' : 'up'] });
}

async function checkParts(local: Local, message: string, signal: AbortSignal): Promise<CheckResult> {
  const { checks } = await askReadiness(local.paths, signal);
  const broken = checks.find((check) => !check.ok);
  if (broken === undefined) return ok(message);
  return fail(
    `${message}, but its ${broken.name} is unhealthy: ${broken.detail ?? 'no answer'}`,
    broken.hint ?? { command: ['logs'] },
  );
}

/** Files of an instance whose creation did not finish, or whose state file was moved away. */
function checkLeftovers({ name, paths }: Local): CheckResult | null {
  if (!existsSync(paths.folder) || readdirSync(paths.folder).length === 0) return null;
  return warn(`"${name}" has files in ${paths.folder}, but no state file`, {
    text: 'create an instance that uses these files',
    command: ['up'],
  });
}

/** The port that `up` would use. */
async function checkPort(local: Local, signal: AbortSignal): Promise<CheckResult> {
  const state = readLocalState(local.paths);
  const port = local.port ?? state?.port ?? DEFAULT_PORT;
  const { pid } = diagnose(await inspect(state, readToken(local.paths), signal));
  if (pid !== null && port === state?.port) return ok(`${port} is used by the instance itself`);
  if (!(await isTaken(port))) return ok(`${port} is free`);
  const taken = `${port} is used by ${describePortHolder(port)}`;
  const { home } = local.settings;
  const other = await findFreePort({ home, name: local.name, from: port, signal });
  if (other === null) return fail(taken, { text: 'end that program, or choose a port with --port' });
  if (local.port === null) return ok(`${taken}; influscope up would use ${other}`);
  return fail(taken, { text: 'use another port', command: ['up', '--port', String(other)] });
}
