import { renderHint } from '#contract/hint/hint.ts';
import type { Parts, PortName } from '#ports/parts.ts';
import type { MissingTextEncoder, TextEncoderOpening } from '#ports/text-encoder.ts';
import type { Environment } from '#runtime/config/environment.ts';
import type { Logger } from '#runtime/telemetry/logger.ts';
import type { Adapter, OpenContext } from './adapter.ts';
import type { StorageThread } from './embedded-storage/storage-thread.ts';
import type { AdapterEntry } from './registry.ts';
import { ADAPTERS } from './registry.ts';

export interface OpenedParts extends Partial<Parts> {
  /** Release the parts, in this order. */
  closers: (() => Promise<void>)[];
}

export interface ConfiguredParts {
  /** Profiles in one batch that suit the records and the search index; `undefined` without either. */
  batchSize: number | undefined;
  /** Nothing connects yet: each part does with its first use. */
  open(context: Omit<OpenContext, 'storageThread' | 'textEncoder'>): Promise<OpenedParts>;
}

type Opener<Part> = (context: OpenContext) => Part | Promise<Part>;

interface Configured<Part> {
  adapter: Adapter<Part>;
  open: Opener<Part>;
}

/**
 * Chooses an adapter for each port by the scheme of its URL, and loads no other. Notes what is missing or not valid
 * in the environment.
 */
export async function configureParts(
  needed: ReadonlySet<PortName>,
  environment: Environment,
): Promise<ConfiguredParts> {
  const configure = async <P extends PortName>(port: P): Promise<Configured<Parts[P]> | undefined> => {
    const url = environment.get(urlVariable(port));
    if (!needed.has(port) || url === undefined) return undefined;
    const entry = chooseAdapter(port, url, environment);
    if (entry === undefined) return undefined;
    const { adapter } = await entry.load();
    return { adapter, open: adapter.configure(url, environment) };
  };
  const queue = await configure('queue');
  const records = await configure('records');
  const search = await configure('search');
  const objects = await configure('objects');
  const suppressions = await configure('suppressions');
  const sizes = [records, search].flatMap((part) => part?.adapter.batchSize ?? []);

  return {
    batchSize: sizes.length > 0 ? Math.max(...sizes) : undefined,
    async open(given) {
      let thread: Promise<StorageThread> | undefined;
      const storageThread = () => {
        thread ??= import('./embedded-storage/storage-thread.ts').then((module) =>
          module.createStorageThread(given.onCrash),
        );
        return thread;
      };
      const { textEncoder, closeEncoder } = createEncoderKeeper(given.logger);
      const context = { ...given, storageThread, textEncoder };
      const opened: Partial<Parts> = {
        ...(queue && { queue: await queue.open(context) }),
        ...(records && { records: await records.open(context) }),
        ...(search && { search: await search.open(context) }),
        ...(objects && { objects: await objects.open(context) }),
        ...(suppressions && { suppressions: await suppressions.open(context) }),
      };
      const closers = [...Object.values(opened), await thread].flatMap((part) =>
        part ? [() => part.close()] : [],
      );
      return { ...opened, closers: [...closers, closeEncoder] };
    },
  };
}

/** Opens the encoder with the first text; its thread ends after the parts that use it. */
function createEncoderKeeper(logger: Logger) {
  let opening: Promise<TextEncoderOpening> | undefined;
  return {
    textEncoder() {
      opening ??= import('./meaning/open-text-encoder.ts').then(async ({ openTextEncoder }) => {
        const opened = await openTextEncoder();
        if (opened.missing)
          logger.info({ code: opened.missing.code }, renderHint(withMessage(opened.missing)));
        return opened;
      });
      return opening;
    },
    async closeEncoder() {
      await (await opening)?.encoder?.close();
    },
  };
}

const withMessage = ({ message, hint }: MissingTextEncoder) => ({
  ...hint,
  text: `${message} ${hint.text ?? ''}`.trim(),
});

/** `QUEUE_URL` and so on. */
export const urlVariable = (port: PortName): string => `${port.toUpperCase()}_URL`;

function chooseAdapter<P extends PortName>(
  port: P,
  url: string,
  environment: Environment,
): AdapterEntry<Parts[P]> | undefined {
  const entries: readonly AdapterEntry<Parts[P]>[] = ADAPTERS[port];
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(url)?.[1]?.toLowerCase();
  const entry = entries.find(({ schemes }) => scheme !== undefined && schemes.includes(scheme));
  if (entry === undefined) {
    environment.fault(urlVariable(port), `expected ${entries.map((one) => one.url).join(' or ')}`);
  }
  return entry;
}
