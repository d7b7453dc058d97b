import type { OutputFormat } from '#cli/output/output-format.ts';
import { settingOption } from '#cli/settings/registry.ts';
import { TARGET_KINDS } from '#cli/targets/registry.ts';
import type { OptionDefinition } from './option.ts';
import { parseDuration } from './parsers.ts';

/** Options that every command takes. */
export const GLOBAL_OPTIONS: readonly OptionDefinition[] = [
  settingOption('name'),
  settingOption('target', { choices: TARGET_KINDS }),
  settingOption('context'),
  settingOption('region'),
  {
    flags: '--config <file>',
    summary: 'settings file (default: the nearest influscope.yaml)',
    suggest: 'files',
  },
  {
    flags: '--timeout <duration>',
    summary: 'stop waiting after this long, e.g. 30s, 5m',
    parse: parseDuration,
  },
  { flags: '-q, --quiet', summary: 'print only results and errors' },
  { flags: '--debug', summary: 'print stack traces' },
];

/** `--output`, with the formats of one command, and its short form for JSON; none for a command without formats. */
export function outputOptions(outputs: readonly OutputFormat[]): OptionDefinition[] {
  if (outputs.length === 0) return [];
  const output: OptionDefinition = {
    flags: '-o, --output <format>',
    summary: 'output format',
    choices: outputs,
  };
  if (!outputs.includes('json')) return [output];
  return [output, { flags: '--json', summary: 'same as -o json', conflicts: ['output'] }];
}
