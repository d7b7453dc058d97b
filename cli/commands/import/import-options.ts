import type { IMPORT_FORMATS } from '#contract/limits.ts';

export interface ImportOptions {
  map?: string[];
  /** `false` after `--no-header`. */
  header?: boolean;
  sheet?: string;
  mapping?: string;
  saveMapping?: string;
  dryRun?: boolean;
  platform?: string;
  asOf?: number;
  format?: (typeof IMPORT_FORMATS)[number];
  seed?: number;
  verbose?: boolean;
}
