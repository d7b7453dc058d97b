import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { orAbort } from '#lib/async/or-abort.ts';
import type { MissingTextEncoder, TextEncoder, TextEncoderOpening } from '#ports/text-encoder.ts';
import { VECTOR_DIMENSIONS, VECTOR_SCALE } from '#ports/text-encoder.ts';
import type { OnCrash } from '#runtime/worker/worker-client.ts';
import { createWorkerClient, resolveWorkerScript } from '#runtime/worker/worker-client.ts';
import { findDataPackage } from './find-data-package.ts';
import type { Manifest } from './model/manifest.ts';
import { DATA_FILES, DATA_FORMAT, readManifest } from './model/manifest.ts';

/** Texts in one call to the thread: a query waits for at most one earlier call. */
const CALL_TEXTS = 16;

/** A batch leaves little garbage, and a larger young generation would only hold more of it. */
export const THREAD_LIMITS = { maxYoungGenerationSizeMb: 2 };

const INSTALL = {
  text: 'See docs/meaning.md for installed copies and clusters. In a clone',
  shell: [['npm', 'run', 'meaning:data']],
};
type Fault = Exclude<MissingTextEncoder['code'], 'meaning_not_indexed'>;

const MESSAGES: Record<Fault, string> = {
  meaning_not_installed: 'Search by meaning is off: its data package is not installed.',
  meaning_incompatible: 'Search by meaning is off: its data package has an unsupported version.',
  meaning_damaged: 'Search by meaning is off: a file of its data package is damaged.',
};

/**
 * Opens the encoder of the data package, if that is installed. `folder` names another place of the package; `onCrash` is called
 * once when the thread ends unexpectedly.
 */
export async function openTextEncoder({
  folder = findDataPackage(),
  onCrash,
}: {
  folder?: string | undefined;
  onCrash?: OnCrash;
} = {}): Promise<TextEncoderOpening> {
  if (folder === undefined || !existsSync(join(folder, DATA_FILES.manifest)))
    return missing('meaning_not_installed');
  const manifest = readOrNull(folder);
  if (manifest !== null && manifest.format !== DATA_FORMAT) return missing('meaning_incompatible');
  if (manifest === null || !isComplete(folder, manifest)) return missing('meaning_damaged');

  const thread = createWorkerClient(
    resolveWorkerScript('services/adapters/meaning/encoder-worker'),
    { folder },
    onCrash,
    THREAD_LIMITS,
  );
  try {
    await thread.call('ready', undefined);
  } catch {
    await thread.close();
    return missing('meaning_damaged');
  }
  return { encoder: createTextEncoder(thread, manifest) };
}

function createTextEncoder(
  thread: ReturnType<typeof createWorkerClient>,
  { model, languages }: Manifest,
): TextEncoder {
  return {
    model,
    dimensions: VECTOR_DIMENSIONS,
    scale: VECTOR_SCALE,
    languages: new Set(languages),
    async encode(texts, signal) {
      const vectors: (Int8Array | null)[] = [];
      for (let at = 0; at < texts.length; at += CALL_TEXTS) {
        signal.throwIfAborted();
        const call = thread.call<(Int8Array | null)[]>('encode', texts.slice(at, at + CALL_TEXTS));
        vectors.push(...(await orAbort(call, signal)));
      }
      return vectors;
    },
    close: () => thread.close(),
  };
}

function readOrNull(folder: string): Manifest | null {
  try {
    return readManifest(folder);
  } catch {
    return null;
  }
}

/** Whether the files have their sizes. The thread compares the hashes of those that it loads. */
function isComplete(folder: string, { bytes }: Manifest): boolean {
  return Object.entries(bytes).every(([name, size]) => {
    const stats = statSync(join(folder, DATA_FILES[name as keyof typeof bytes]), { throwIfNoEntry: false });
    return stats?.size === size;
  });
}

function missing(code: Fault): TextEncoderOpening {
  return { encoder: null, missing: { code, message: MESSAGES[code], hint: INSTALL } };
}
