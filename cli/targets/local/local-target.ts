import { readFileSync } from 'node:fs';
import { NotReadyError } from '#cli/errors.ts';
import type { SettingValues } from '#cli/settings/keys.ts';
import type { Endpoint, Target } from '../target.ts';
import type { PlatformPaths } from './paths.ts';
import { platformPaths } from './paths.ts';
import type { LocalState } from './state.ts';
import { readLocalState } from './state.ts';

/** What every verb of the local target works with. */
export interface Local {
  name: string;
  settings: Omit<SettingValues, 'name' | 'target'>;
  /** `services/main`, absolute. */
  servicesMain: string;
  /** The product's own folder: the launcher, the bundle and `node_modules` are under it. */
  root: string;
  env: Readonly<Record<string, string | undefined>>;
  paths: PlatformPaths;
}

const INSPECT_TIMEOUT_MS = 5_000;

/** The platform as one detached process on this machine, with embedded backing parts. */
export function createLocalTarget(options: Omit<Local, 'paths'>): Target {
  const paths = platformPaths(options.settings.home, options.name);
  const local: Local = { ...options, paths };

  const endpoint = async (surface: 'public' | 'admin'): Promise<Endpoint> => {
    const state = readLocalState(paths);
    const known = state?.process;
    if (!state || known?.instance == null || known.admin_port === null) throw await notRunning(local, state);
    const { instance } = known;
    if (surface === 'public') return { url: `http://127.0.0.1:${state.port}`, instance };
    const token = readFileSync(paths.token, 'utf8').trim();
    return { url: `http://127.0.0.1:${known.admin_port}`, instance, token };
  };

  // Each verb brings its own code, so that a query loads none of them.
  return {
    kind: 'local',
    name: options.name,
    patience: { upMs: 60_000, downMs: 60_000, statusMs: 10_000 },
    endpoint,
    checks: ({ signal }) => defer(async () => (await import('./checks.ts')).runChecks(local, signal)),
    up: (request) => defer(async () => (await import('./up.ts')).bringUp(local, request)),
    deploy: (request) => defer(async () => (await import('./up.ts')).redeploy(local, request)),
    status: ({ signal }) =>
      defer(async () => (await import('./status.ts')).describeStatus(local, endpoint, signal)),
    logs: (request) => defer(async () => (await import('./logs.ts')).readLogs(paths, request)),
    down: (request) => defer(async () => (await import('./down.ts')).bringDown(local, request)),
  };
}

async function* defer<T>(load: () => Promise<AsyncIterable<T>>): AsyncGenerator<T> {
  yield* await load();
}

async function notRunning(local: Local, state: LocalState | null): Promise<NotReadyError> {
  const [{ inspect }, { judge }] = await Promise.all([
    import('./process/inspect.ts'),
    import('./process/verdict.ts'),
  ]);
  const verdict = judge(await inspect(state, AbortSignal.timeout(INSPECT_TIMEOUT_MS)));
  return new NotReadyError(`The platform "${local.name}" ${verdict.message}`, {
    code: `platform_${verdict.state}`,
    hint: 'influscope up',
    laggards: [],
  });
}
