import type { PlatformClient } from '#cli/http/platform-client.ts';
import type { Fallback } from '#cli/instance/resolve-instance.ts';
import type { Output } from '#cli/output/output.ts';
import type { Settings } from '#cli/settings/settings.ts';
import type { ResolvedTarget } from '#cli/targets/open-target.ts';
import { openTarget } from '#cli/targets/open-target.ts';
import type { CommandDefinition } from './command.ts';
import { OperationError } from './errors.ts';

/** What a command works with. Whatever is costly is made on first use. */
export interface Context {
  /** Every command there is. */
  commands: readonly CommandDefinition<never>[];
  settings: Settings;
  output: Output;
  cwd: string;
  stdin: () => NodeJS.ReadableStream & { isTTY?: boolean };
  /** Aborts, with an `AbortError`, when the person or the system asks to stop. */
  signal: AbortSignal;
  /** Epoch milliseconds. */
  clock(): number;
  /**
   * Bounds for one operation: `--timeout` if it was given, else `defaultMs`; `null` waits as long as it takes. The
   * reason is an `OperationError`.
   */
  deadline(defaultMs: number | null): AbortSignal;
  /**
   * The platform that is meant. With nothing remembered and no target named, `otherwise` decides: `local`, or a
   * `UserError` that names the choices.
   */
  target(otherwise?: Fallback): Promise<ResolvedTarget>;
  /** Talks to the platform that is meant. */
  client(): Promise<PlatformClient>;
  /** Lets go of what was opened. */
  close(): void;
}

export interface ContextOptions {
  commands: Context['commands'];
  settings: Settings;
  output: Output;
  cwd: string;
  stdin: Context['stdin'];
  signal: AbortSignal;
  clock: () => number;
  timeoutMs: number | undefined;
  env: Readonly<Record<string, string | undefined>>;
  /** `services/main`, absolute. */
  servicesMain: string;
  /** The product's own folder. */
  root: string;
}

/** The composition root of the command line. */
export function createContext(options: ContextOptions): Context {
  const { settings, signal, timeoutMs } = options;
  let opened: ResolvedTarget | undefined;
  const resolve = async (otherwise: Fallback = 'refuse'): Promise<ResolvedTarget> => {
    const { servicesMain, root, env, clock } = options;
    opened ??= await openTarget({ settings, servicesMain, root, env, clock }, otherwise);
    return opened;
  };
  return {
    commands: options.commands,
    settings,
    output: options.output,
    cwd: options.cwd,
    stdin: options.stdin,
    signal,
    clock: options.clock,
    deadline(defaultMs) {
      const ms = timeoutMs ?? defaultMs;
      return ms === null ? signal : AbortSignal.any([signal, timeoutSignal(ms)]);
    },
    target: resolve,
    async client() {
      const { createPlatformClient } = await import('#cli/http/platform-client.ts');
      return createPlatformClient((await resolve()).target);
    },
    close: () => opened?.target.close?.(),
  };
}

function timeoutSignal(ms: number): AbortSignal {
  const controller = new AbortController();
  setTimeout(() => {
    controller.abort(
      new OperationError(`It took longer than ${ms / 1_000} s`, {
        code: 'timeout',
        hint: 'again with a longer --timeout, e.g. --timeout 5m; influscope logs tells more',
      }),
    );
  }, ms).unref();
  return controller.signal;
}
