import type { LiveSource } from './live/source.ts';
import type { SourceContext } from './live/source-context.ts';
import { SourceFault } from './live/source-fault.ts';
import { LIVE_SOURCES } from './registry.ts';

/** The live sources of one process, each opened with the first call that needs it. */
export interface OpenSources {
  /** Rejects with a `SourceFault` for an unknown name. */
  get(name: string): Promise<LiveSource>;
  close(): Promise<void>;
}

/** `configs` holds the values of each source's variables under its name. */
export function openSources(
  configs: Readonly<Record<string, SourceContext['config']>>,
  context: Omit<SourceContext, 'config'>,
): OpenSources {
  const opened = new Map<string, Promise<LiveSource>>();
  const open = async (name: string): Promise<LiveSource> => {
    const entry = LIVE_SOURCES.find((one) => one.name === name);
    if (entry === undefined) {
      const names = LIVE_SOURCES.map((one) => one.name).join(', ');
      throw new SourceFault('invalid', `unknown source "${name}"; known: ${names}`);
    }
    const module = await entry.load();
    return module.open({ ...context, config: configs[name] ?? {} });
  };
  return {
    get(name) {
      const source = opened.get(name) ?? open(name);
      opened.set(name, source);
      // A name that is not known must not be remembered: names come from outside.
      source.catch(() => opened.delete(name));
      return source;
    },
    async close() {
      const sources = await Promise.allSettled(opened.values());
      await Promise.all(sources.map((one) => (one.status === 'fulfilled' ? one.value.close() : undefined)));
    },
  };
}
