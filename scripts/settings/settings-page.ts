import { flagOf, SETTING_KEYS, SETTINGS, variableOf } from '#cli/settings/registry.ts';

const BEGIN = '<!-- settings: written by npm run settings -->';
const END = '<!-- settings: end -->';

/** The page with its table as the settings are now. */
export function renderSettingsPage(page: string): string {
  const begin = page.indexOf(BEGIN);
  const end = page.indexOf(END);
  if (begin < 0 || end < begin) throw new Error(`the page has no ${BEGIN} … ${END}`);
  return `${page.slice(0, begin + BEGIN.length)}\n\n${renderTable()}\n\n${page.slice(end)}`;
}

function renderTable(): string {
  const rows = SETTING_KEYS.map((key) => {
    const { flag, summary, schema, unset, fallback } = SETTINGS[key];
    const value = unset === '' ? code(describeDefault(fallback())) : unset;
    return [
      code(key),
      code(variableOf(key)),
      flag === null ? '' : code(flagOf(key)),
      summary,
      describeValues(schema),
      value,
    ];
  });
  const head = ['setting', 'variable', 'flag', 'meaning', 'values', 'default'];
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function describeDefault(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function describeValues(schema: Readonly<Record<string, unknown>>): string {
  if (Array.isArray(schema.enum)) return schema.enum.map((one) => code(String(one))).join(', ');
  if (schema.type === 'integer') return `${schema.minimum} to ${schema.maximum}`;
  if (schema.type === 'array') return 'a list; in a variable separated by commas';
  if (schema.properties !== undefined) return 'a mapping; JSON in a variable';
  if (schema.type === 'object') return 'a mapping; in a variable `name=value` separated by commas';
  if (schema.type === 'boolean') return '`true`, `false`';
  return 'text';
}

function code(text: string): string {
  return `\`${text}\``;
}
