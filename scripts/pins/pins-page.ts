import type { Reference } from './find-references.ts';

export interface Use {
  reference: Reference;
  /** Files that name it. */
  files: string[];
}

const START = '<!-- written by npm run pins -->';
const END = '<!-- end -->';

/** The page with its tables of everything that is used. */
export function renderPins(page: string, uses: readonly Use[]): string {
  const known = uses.filter(({ reference }) => reference.pin !== null);
  const unknown = uses.filter(({ reference }) => reference.pin === null);
  const tables = [
    table(['what', 'version', 'pin', 'used in'], known),
    '## Not pinned yet',
    'The digests of these are unknown. `npm run pins` resolves them when it has network access.',
    table(['what', 'version', 'used in'], unknown),
  ].join('\n\n');
  const [before = '', rest = ''] = page.split(START);
  return `${before}${START}\n\n${tables}\n\n${END}${rest.split(END)[1] ?? '\n'}`;
}

function table(head: readonly string[], uses: readonly Use[]): string {
  const rows = uses.map(({ reference: { name, version, pin }, files }) => [
    `\`${name}\``,
    `\`${version}\``,
    ...(pin === null ? [] : [`\`${pin}\``]),
    files.map((file) => `\`${file}\``).join(', '),
  ]);
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
