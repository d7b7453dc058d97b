import type { InstanceClient } from '#cli/http/instance-client.ts';
import type { Otherwise } from '#cli/instance/resolve-instance.ts';
import type { Output } from '#cli/output/output.ts';
import type { Settings } from '#cli/settings/settings.ts';
import type { CommandDescription } from './command-description.ts';
import { OperationError } from './errors.ts';
import type { ResolvedTarget } from './open-target.ts';
import { openTarget } from './open-target.ts';
import { readVersion } from './read-version.ts';

/** What a command works with. Costly parts are created on first use. */
export interface Context {
  /** All commands, for completion. */
  commands: readonly CommandDescription[];
  settings: Settings;
  output: Output;
  cwd: string;
  /** Version of the product. */
  version(): string;
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
  /** The selected instance. For one that is not known here `otherwise` decides; `refuse` is the default. */
  target(otherwise?: Otherwise): Promise<ResolvedTarget>;
  /** Another instance that this machine knows, with the same settings otherwise. */
  instance(name: string): Promise<ResolvedTarget>;
  /** Sends requests to the selected instance. */
  client(): Promise<InstanceClient>;
  /** Closes what was opened. */
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
  const others: ResolvedTarget[] = [];
  const resolve = async (otherwise: Otherwise = 'refuse'): Promise<ResolvedTarget> => {
    const { servicesMain, root, env, clock } = options;
    opened ??= await openTarget({ settings, servicesMain, root, env, clock }, otherwise);
    return opened;
  };
  return {
    commands: options.commands,
    settings,
    output: options.output,
    cwd: options.cwd,
    version: () => readVersion(options.root),
    stdin: options.stdin,
    signal,
    clock: options.clock,
    deadline(defaultMs) {
      const ms = timeoutMs ?? defaultMs;
      return ms === null ? signal : AbortSignal.any([signal, timeoutSignal(ms)]);
    },
    target: resolve,
    async instance(name) {
      const { servicesMain, root, env, clock } = options;
      const values = { ...settings.values, name, target: null };
      const one = await openTarget(
        { settings: { ...settings, values }, servicesMain, root, env, clock },
        'refuse',
      );
      others.push(one);
      return one;
    },
    async client() {
      const { createInstanceClient } = await import('#cli/http/instance-client.ts');
      return createInstanceClient((await resolve()).target, settings.values.api_key);
    },
    close() {
      for (const one of opened ? [opened, ...others] : others) one.target.close?.();
    },
  };
}

function timeoutSignal(ms: number): AbortSignal {
  const controller = new AbortController();
  setTimeout(() => {
    controller.abort(
      new OperationError(`Timed out after ${ms / 1_000} s`, {
        code: 'timeout',
        hint: { text: 'repeat the command with a longer --timeout; for more detail', command: ['logs'] },
      }),
    );
  }, ms).unref();
  return controller.signal;
}
