import { setTimeout as sleep } from 'node:timers/promises';
import { AbortError, InfluscopeError, NotReadyError, OperationError } from '#cli/errors.ts';
import { lockInstance } from '#cli/instance/lock.ts';
import type { Event } from '#cli/output/events/events.ts';
import { event, note, step, warning } from '#cli/output/events/events.ts';
import type { Health, Readiness } from '#contract/health.ts';
import type { UpRequest } from '../target.ts';
import { readToken } from './admin-token.ts';
import { assertRoomToStart } from './assert-room.ts';
import type { Local } from './local.ts';
import { askReadiness } from './process/ask-readiness.ts';
import { diagnose } from './process/diagnose.ts';
import { endedEarly, readConsoleTail } from './process/explain-end.ts';
import { askHealth, inspect } from './process/inspect.ts';
import { isEnding } from './process/is-ending.ts';
import type { PortChoice } from './process/port.ts';
import { CANDIDATES, choosePort } from './process/port.ts';
import { servicesEnv } from './process/services-env.ts';
import { startServices } from './process/start.ts';
import { stopProcess, waitForEnd } from './process/stop.ts';
import type { LocalState } from './state.ts';
import { readLocalState } from './state.ts';
import { lastWords } from './status.ts';
import { forgetProcess, prepareFolders, writeLocalState } from './write-state.ts';

const DEFAULT_PORT = 8080;
/** Other programs may take a port between the choice and the start. */
const PORT_ATTEMPTS = 8;
const READY_POLL_MS = 50;
/** Time that a start without faults may take. */
const UNREMARKABLE_MS = 2_000;

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
  const { paths } = local;
  const save = (process: LocalState['process']) => writeLocalState(paths, { port, process });
  try {
    const { port: _port, ...started } = await startServices({
      servicesMain: local.servicesMain,
      env: servicesEnv(local.settings, paths, port, local.env),
      console: paths.console,
      signal,
      // If this command dies now, the next one knows the process.
      onSpawn: save,
    });
    const health = await askHealth(port, signal);
    save({
      ...started,
      version: health === null || health === 'stranger' ? null : (health as Health).version,
    });
  } catch (error) {
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

/** Fails immediately if a part reports a hint, because waiting cannot fix it. Yields a warning for each other reason to wait. */
async function* waitUntilReady(local: Local, signal: AbortSignal): AsyncGenerator<Event> {
  const startedAt = performance.now();
  let laggards: Readiness['checks'] = [];
  let told = '';
  try {
    for (;;) {
      const readiness = await askReadiness(local.paths, signal);
      if (readiness.ready) return;
      laggards = readiness.checks.filter(({ ok }) => !ok);
      if (laggards.some(({ hint }) => hint !== undefined)) throw notReady(laggards);
      const reason = describeLaggards(laggards);
      if (reason !== told && performance.now() - startedAt >= UNREMARKABLE_MS) {
        yield warning('ready_waiting', `The instance is not ready yet: ${reason}`);
        told = reason;
      }
      await sleep(READY_POLL_MS, undefined, { signal });
    }
  } catch (cause) {
    if (!signal.aborted && !(cause instanceof OperationError)) await explainEnd(local, cause);
    if (signal.reason instanceof AbortError || !signal.aborted || laggards.length === 0)
      throw signal.reason ?? cause;
    throw notReady(laggards, cause);
  }
}

/** Throws with the last fatal log line, or what the process printed, when it has ended meanwhile. */
async function explainEnd(local: Local, cause: unknown): Promise<void> {
  const known = readLocalState(local.paths)?.process;
  const gone = known != null && !(cause instanceof InfluscopeError);
  if (!gone) return;
  const [last] = await lastWords(local, known.started_at, new AbortController().signal);
  const said = last?.detail ?? readConsoleTail(local.paths.console, 0);
  throw endedEarly('', said || 'their log is empty', cause);
}

function describeLaggards(laggards: Readiness['checks']): string {
  return laggards.map(({ name, detail }) => `${name} (${detail ?? 'no answer'})`).join(', ');
}

function notReady(laggards: Readiness['checks'], cause?: unknown): NotReadyError {
  return new NotReadyError(`The instance is running, but not ready: ${describeLaggards(laggards)}`, {
    code: 'not_ready',
    hint: laggards.find(({ hint }) => hint !== undefined)?.hint ?? { command: ['logs'] },
    laggards: laggards.map(({ name }) => name),
    cause,
  });
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
