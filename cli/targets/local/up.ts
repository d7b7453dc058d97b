import { OperationError } from '#cli/errors.ts';
import { lockInstance } from '#cli/instance/lock.ts';
import type { Event } from '#cli/output/events/events.ts';
import { event, note, step, warning } from '#cli/output/events/events.ts';
import type { Health } from '#contract/health.ts';
import type { UpRequest } from '../target.ts';
import { readToken } from './admin-token.ts';
import { assertRoomToStart } from './assert-room.ts';
import type { Local } from './local.ts';
import { diagnose } from './process/diagnose.ts';
import { askHealth, inspect } from './process/inspect.ts';
import { isEnding } from './process/is-ending.ts';
import type { PortChoice } from './process/port.ts';
import { CANDIDATES, choosePort } from './process/port.ts';
import { servicesEnv } from './process/services-env.ts';
import { startServices } from './process/start.ts';
import { stopProcess, waitForEnd } from './process/stop.ts';
import type { LocalProcess, LocalState } from './state.ts';
import { readLocalState } from './state.ts';
import { waitUntilReady } from './wait-until-ready.ts';
import { forgetProcess, prepareFolders, writeLocalState } from './write-state.ts';

const DEFAULT_PORT = 8080;
/** Other programs may take a port between the choice and the start. */
const PORT_ATTEMPTS = 8;

/** Starts the instance unless it is running. */
export async function* bringUp(local: Local, request: UpRequest): AsyncGenerator<Event> {
  using _lock = yield* lockInstance(local.paths.lock, request.signal);
  const state = readLocalState(local.paths);
  const facts = await inspect(state, readToken(local.paths), request.signal);
  const diagnosis = diagnose(facts);
  const ends = diagnosis.state === 'running' && (await isEnding(local, request.signal));
  if (ends && state?.process != null) {
    yield warning('was_ending', `The instance "${local.name}" is stopping; starting it again`);
    await waitForEnd(state.process, local.settings.shutdown_grace_ms, request.signal);
  } else if (state !== null && diagnosis.state === 'running') {
    if (request.port !== null && request.port !== state.port) {
      throw new OperationError(
        `The instance "${local.name}" is running on port ${state.port}, not on ${request.port}`,
        {
          code: 'port_differs',
          hint: { text: 'move it', command: ['deploy', '--port', String(request.port)] },
        },
      );
    }
    yield note('already_running', `The instance "${local.name}" is already running`);
    yield* waitUntil(local, state.port, request);
    return;
  }
  if (diagnosis.state === 'killed' || diagnosis.state === 'stale') {
    yield warning(
      `was_${diagnosis.state}`,
      `The instance "${local.name}" ${diagnosis.message}; starting it again`,
    );
  }
  if (state?.process != null && diagnosis.pid !== null) {
    yield warning(
      `was_${diagnosis.state}`,
      `The instance "${local.name}" ${diagnosis.message}; starting it again`,
    );
    await stopProcess({
      process: state.process,
      graceMs: local.settings.shutdown_grace_ms,
      signal: request.signal,
    });
  }
  yield* start(local, state, request);
}

/** Restarts the instance with the current code and settings; starts it when it is stopped. */
export async function* redeploy(local: Local, request: UpRequest): AsyncGenerator<Event> {
  using _lock = yield* lockInstance(local.paths.lock, request.signal);
  const state = readLocalState(local.paths);
  const diagnosis = diagnose(await inspect(state, readToken(local.paths), request.signal));
  if (state?.process != null && diagnosis.pid !== null) {
    assertRoomToStart(local.paths);
    if (request.port !== null && request.port !== state.port) {
      // Checked before anything is stopped.
      await choosePort(portRequest(local, state, request));
    }
    const stopping = step('stop', 'Stopping the services');
    yield stopping.started;
    const { killed } = await stopProcess({
      process: state.process,
      graceMs: local.settings.shutdown_grace_ms,
      signal: request.signal,
    });
    forgetProcess(local.paths, state);
    if (killed) yield warning('killed', 'The services did not drain in time and were killed');
    yield stopping.done('Stopped the services');
  }
  yield* start(local, state, request);
}

async function* start(local: Local, state: LocalState | null, request: UpRequest): AsyncGenerator<Event> {
  assertRoomToStart(local.paths);
  prepareFolders(local.settings.home, local.paths);
  const starting = step('start', `Starting the instance "${local.name}"`);
  yield starting.started;
  for (let attempt = 1; ; attempt++) {
    const spread = attempt === 1 ? 0 : Math.floor(Math.random() * CANDIDATES);
    const choice = await choosePort({ ...portRequest(local, state, request), spread });
    if (choice.reason !== null) yield warning('port_taken', choice.reason);
    try {
      await startOn(local, choice, request.signal);
      yield starting.done(`Started the instance "${local.name}"`);
      yield* waitUntil(local, choice.port, request);
      return;
    } catch (error) {
      const raced = error instanceof OperationError && error.code === 'port_in_use';
      if (!raced || request.port !== null || attempt === PORT_ATTEMPTS) throw error;
    }
  }
}

async function startOn(local: Local, { port }: PortChoice, signal: AbortSignal): Promise<void> {
  const { paths, settings } = local;
  const save = (process: LocalState['process']) => writeLocalState(paths, { port, process });
  let started: LocalProcess | undefined;
  try {
    const { port: _port, ...process } = await startServices({
      servicesMain: local.servicesMain,
      env: servicesEnv(settings, paths, port, local.env),
      console: paths.console,
      signal,
      // If this command dies now, the next one knows the process.
      onSpawn: save,
    });
    started = process;
    const health = await askHealth(port, signal);
    save({
      ...started,
      version: health === null || health === 'stranger' ? null : (health as Health).version,
    });
  } catch (error) {
    // No later command would find a process that is not recorded. Also after Ctrl-C, so without its signal.
    if (started) {
      const { signal: never } = new AbortController();
      await stopProcess({ process: started, graceMs: settings.shutdown_grace_ms, signal: never });
    }
    try {
      forgetProcess(paths, { port });
    } catch {
      // The first error says more.
    }
    throw error;
  }
}

async function* waitUntil(local: Local, port: number, { until, signal }: UpRequest): AsyncGenerator<Event> {
  const url = `http://127.0.0.1:${port}`;
  if (until === 'ready') yield* waitUntilReady(local, signal);
  yield event({ type: 'ready', name: local.name, target: 'local', url });
}

function portRequest(local: Local, state: LocalState | null, request: UpRequest) {
  return {
    home: local.settings.home,
    name: local.name,
    explicit: request.port,
    preferred: state?.port ?? DEFAULT_PORT,
    released: state?.process != null,
    signal: request.signal,
  };
}
