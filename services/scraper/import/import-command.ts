import type { ImportQuerystring } from '#contract/import.ts';
import { shellQuote } from '#lib/shell-quote.ts';

/** The command line of an import, to be pasted, with `changes` laid over what was asked for. */
export function importCommand(query: ImportQuerystring, changes: Partial<ImportQuerystring> = {}): string {
  const { name, format, platform, map, no_header, sheet, dry_run } = { ...query, ...changes };
  const words = ['influscope', 'import', name];
  if (platform !== undefined) words.push('--platform', platform);
  for (const item of [map ?? []].flat()) words.push('--map', item);
  if (no_header) words.push('--no-header');
  if (sheet !== undefined) words.push('--sheet', sheet);
  if (format !== undefined && format !== 'auto') words.push('--format', format);
  if (dry_run) words.push('--dry-run');
  return words.map(shellQuote).join(' ');
}
