import type { TextEncoderOpening } from '#ports/text-encoder.ts';
import type { Environment } from '#runtime/config/environment.ts';
import type { Variables } from '#runtime/config/variable.ts';
import type { ServiceName } from '#runtime/process/service.ts';
import type { Logger } from '#runtime/telemetry/logger.ts';
import type { StorageThread } from './embedded-storage/storage-thread.ts';

/** What the process offers to an adapter that is opened. */
export interface OpenContext {
  services: readonly ServiceName[];
  logger: Logger;
  /** The thread of all embedded stores that share one; started by the first call. */
  storageThread(): Promise<StorageThread>;
  /** The text encoder, one for all parts. The first call opens it. */
  textEncoder(): Promise<TextEncoderOpening>;
  /** Call it when the part can never work again in this process. */
  onCrash(error: Error): void;
}

/** One way to provide a port. Each adapter's `open.ts` exports one as `adapter`. */
export interface Adapter<Part> {
  /** Its own options, besides the URL. */
  variables: Variables;
  /** Profiles in one indexer batch that suit it. */
  batchSize?: number;
  /** Reads and validates its options. Opens nothing: the answer does, once the whole environment is valid. */
  configure(url: string, environment: Environment): (context: OpenContext) => Part | Promise<Part>;
}

/** What `configure` answers where the environment is not valid. */
export function neverOpens(): never {
  throw new Error('The configuration is not valid');
}
