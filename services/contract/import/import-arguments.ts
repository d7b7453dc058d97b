/** The request of an import, as given on the command line. */
export interface ImportWords {
  platform?: string | undefined;
  /** `field=column`, one or several. */
  map?: string | readonly string[] | undefined;
  no_header?: boolean | undefined;
  sheet?: string | undefined;
  format?: string | undefined;
  dry_run?: boolean | undefined;
  /** Epoch milliseconds. */
  as_of?: number | undefined;
  /** Name of a saved mapping. */
  mapping?: string | undefined;
  save_mapping?: string | undefined;
}

/** An import as arguments of influscope. Control characters become spaces. */
export function importArguments(files: readonly string[], options: ImportWords): string[] {
  const { platform, map, no_header, sheet, format, dry_run, as_of, mapping, save_mapping } = options;
  const words = ['import', ...files];
  const add = (flag: string, value: string | undefined) => {
    if (value !== undefined) words.push(flag, value);
  };
  add('--platform', platform);
  for (const item of [map ?? []].flat()) add('--map', item);
  if (no_header) words.push('--no-header');
  add('--sheet', sheet);
  if (format !== 'auto') add('--format', format);
  add('--as-of', as_of === undefined ? undefined : new Date(as_of).toISOString());
  add('--mapping', mapping);
  add('--save-mapping', save_mapping);
  if (dry_run) words.push('--dry-run');
  return words.map((word) => word.replace(/\p{Cc}/gu, ' '));
}
