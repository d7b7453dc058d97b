import { rmSync } from 'node:fs';
import { guardWrite } from '#cli/instance/guard-write.ts';
import { lockInstance } from '#cli/instance/lock.ts';
import type { Event } from '#cli/output/events/events.ts';
import { note, step, warning } from '#cli/output/events/events.ts';
import type { DownRequest } from '../target.ts';
import { readToken } from './admin-token.ts';
import type { Local } from './local.ts';
import { diagnose } from './process/diagnose.ts';
import { inspect } from './process/inspect.ts';
import { stopProcess } from './process/stop.ts';
import { readLocalState } from './state.ts';
import { forgetProcess } from './write-state.ts';

/** Stops the instance. Its data is kept, unless `data` is `delete`: then everything of it is deleted. */
export async function* bringDown(local: Local, { data, signal }: DownRequest): AsyncGenerator<Event> {
  const { paths, name } = local;
  using _lock = yield* lockInstance(paths.lock, signal, { onReadOnly: 'proceed' });
  const state = readLocalState(paths);
  const diagnosis = diagnose(await inspect(state, readToken(paths), signal));
  if (state?.process != null && diagnosis.pid !== null) {
    const stopping = step('stop', `Stopping the instance "${name}"`);
    yield stopping.started;
    const graceMs = local.settings.shutdown_grace_ms;
    const { killed } = await stopProcess({ process: state.process, graceMs, signal });
    if (killed) {
      yield warning(
        'killed',
        `The services did not drain within ${graceMs / 1_000} s and were killed; accepted profiles are safe`,
      );
    }
    yield stopping.done(`Stopped the instance "${name}"`);
  } else {
    const what = data === 'delete' ? 'is not running' : diagnosis.message;
    yield note(
      'not_running',
      `The instance "${name}" ${what}${data !== 'delete' && state ? `: ${paths.data}` : ''}`,
    );
  }
  if (data === 'delete') {
    const removing = step('delete', `Deleting ${paths.folder}`);
    yield removing.started;
    guardWrite(paths.folder, () => rmSync(paths.folder, { recursive: true, force: true }));
    yield removing.done(`Deleted ${paths.folder}`);
  } else if (state !== null) {
    const noted = state.process === null || forgetProcess(paths, state);
    if (!noted) {
      yield warning(
        'state_not_saved',
        `Could not record the stop in ${paths.state}; until the next start, status reports the instance as killed`,
      );
    }
    if (diagnosis.pid !== null) yield note('data_kept', `Its data is kept in ${paths.data}`);
  }
}
