import { CorruptStoreError, IncompatibleStoreError, NewerStoreError } from '#ports/errors.ts';
import { APPLICATION, MAPPING_VERSION } from './definition.ts';

export interface IndexMeta {
  application?: string;
  mapping_version?: number;
  /** While the index is being filled: by whom, and when that one last gave a sign, in epoch milliseconds. */
  rebuild?: { holder: string; beat_at: number };
  /** When a rebuild made the index refuse writes, in epoch milliseconds. */
  sealed_at?: number;
}

/**
 * Throws `NewerStoreError` for an index of newer code, `CorruptStoreError` for one of older code, and
 * `IncompatibleStoreError` for one that something else has made.
 */
export function checkMapping(name: string, meta: IndexMeta | undefined): void {
  const version = meta?.mapping_version;
  if (meta?.application !== APPLICATION || version === undefined) {
    throw new IncompatibleStoreError(`influscope did not create the search index [index=${name}]`, {
      text: 'add ?index=NAME to SEARCH_URL, with an unused name',
    });
  }
  if (version > MAPPING_VERSION) {
    throw new NewerStoreError(
      `The search index was written by a newer version [index=${name} version=${version} known=${MAPPING_VERSION}]`,
      {
        text: 'use the version of InfluScope that wrote it, or add ?index=NAME to SEARCH_URL, then rebuild it',
        command: ['reindex'],
      },
    );
  }
  if (version < MAPPING_VERSION) {
    throw new CorruptStoreError(
      `An older version wrote the search index [index=${name} version=${version} needed=${MAPPING_VERSION}]`,
      { command: ['reindex'] },
    );
  }
}
