import type { OutputFormat } from '#cli/output/output-format.ts';
import { SETTINGS } from '#cli/settings/keys.ts';
import { TARGET_KINDS } from '#cli/targets/registry.ts';
import type { OptionDefinition } from './option.ts';
import { parseDuration } from './parsers.ts';

/** Options that every command takes. */
export const GLOBAL_OPTIONS: readonly OptionDefinition[] = [
  {
    flags: '--name <name>',
    summary: 'which platform is meant',
    parse: SETTINGS.name.parse,
    suggest: 'names',
  },
  { flags: '--target <target>', summary: 'where it runs', choices: TARGET_KINDS },
  { flags: '--context <name>', summary: 'which cluster, as the kubeconfig names it' },
  { flags: '--region <region>', summary: 'which region of AWS', parse: SETTINGS.region.parse },
  {
    flags: '--config <file>',
    summary: 'settings file instead of ./influscope.yaml',
    suggest: 'files',
  },
  { flags: '--timeout <duration>', summary: 'give up after it, e.g. 30s, 5m', parse: parseDuration },
  { flags: '--quiet', summary: 'only results and errors' },
  { flags: '--debug', summary: 'show stacks of errors' },
];

/** The form of a command's result. */
export function outputOption(outputs: readonly OutputFormat[]): OptionDefinition {
  return { flags: '-o, --output <format>', summary: 'form of the result', choices: outputs };
}
