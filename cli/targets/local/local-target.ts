import { NotReadyError } from '#cli/errors.ts';
import type { Endpoint, Surface } from '#cli/http/endpoint.ts';
import { explicitPort } from '#cli/settings/explicit-port.ts';
import type { Settings } from '#cli/settings/settings.ts';
import { deferStream } from '../defer-stream.ts';
import type { Target } from '../target.ts';
import { readToken } from './admin-token.ts';
import type { Local } from './local.ts';
import { localPaths } from './paths.ts';
import { recognize } from './process/inspect.ts';
import type { LocalState } from './state.ts';
import { readLocalState } from './state.ts';

export interface LocalOptions extends Omit<Local, 'paths' | 'settings' | 'port'> {
  settings: Settings;
}

const INSPECT_TIMEOUT_MS = 5_000;

/** The instance as one detached process on this machine, with embedded backing parts. */
export function createLocalTarget({ name, settings, servicesMain, root, env }: LocalOptions): Target {
  const paths = localPaths(settings.values.home, name);
  const port = explicitPort(settings);
  const local: Local = { name, settings: settings.values, port, servicesMain, root, env, paths };

  const endpoint = async (surface: Surface): Promise<Endpoint> => {
    const state = readLocalState(paths);
    const known = state?.process;
    if (!state || known?.instance == null || known.admin_port === null) throw await notRunning(local, state);
    // A later process may use the pid, and another program the port.
    if ((await recognize(known)) !== 'ours') throw await notRunning(local, state);
    const token = readToken(paths);
    if (token === null) throw await notRunning(local, state);
    const proof = { instance: known.instance, secret: token };
    if (surface === 'public') return { url: `http://127.0.0.1:${state.port}`, proof };
    return { url: `http://127.0.0.1:${known.admin_port}`, proof, token };
  };

  // Each verb loads its own code, so that a query loads none of them.
  return {
    kind: 'local',
    name,
    patience: { upMs: 60_000, deployMs: 90_000, downMs: 60_000, statusMs: 10_000 },
    endpoint,
    checks: ({ signal }) => deferStream(async () => (await import('./checks.ts')).runChecks(local, signal)),
    up: (request) => deferStream(async () => (await import('./up.ts')).bringUp(local, request)),
    deploy: (request) => deferStream(async () => (await import('./up.ts')).redeploy(local, request)),
    status: ({ signal }) =>
      deferStream(async () => (await import('./status.ts')).describeStatus(local, endpoint, signal)),
    logs: (request) => deferStream(async () => (await import('./logs.ts')).readLogs(paths, request)),
    explain: (request) => deferStream(async () => (await import('./explain.ts')).explain(local, request)),
    bundle: (request) => deferStream(async () => (await import('./bundle.ts')).collectBundle(local, request)),
    down: (request) => deferStream(async () => (await import('./down.ts')).bringDown(local, request)),
  };
}

async function notRunning(local: Local, state: LocalState | null): Promise<NotReadyError> {
  const [{ inspect }, { diagnose }] = await Promise.all([
    import('./process/inspect.ts'),
    import('./process/diagnose.ts'),
  ]);
  const diagnosis = diagnose(
    await inspect(state, readToken(local.paths), AbortSignal.timeout(INSPECT_TIMEOUT_MS)),
  );
  return new NotReadyError(`The instance "${local.name}" ${diagnosis.message}`, {
    code: `platform_${diagnosis.state}`,
    hint: { command: ['up'] },
    laggards: [],
  });
}
