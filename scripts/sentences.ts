/**
 * Writes every sentence that a user can see, for a reader: `npm run sentences -- FILE`. First the help of each command, then the
 * texts in the sources of the command line and the services, file by file.
 */
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { COMMANDS } from '#cli/commands/index.ts';
import { parseCommandLine } from '#cli/program.ts';
import { readSentences } from './sentences/read-sentences.ts';

const [path] = process.argv.slice(2);
if (path === undefined) throw new Error('Usage: npm run sentences -- FILE');

const helps = [[], ...COMMANDS.map(({ name }) => [name])].map((argv) => {
  const lines: string[] = [];
  const write = (text: string) => void lines.push(text);
  parseCommandLine(COMMANDS, [...argv, '--help'], {
    version: () => '',
    write,
    columns: 100,
    started: 'influscope',
  });
  return `## ${['influscope', ...argv].join(' ')}\n\n${lines.join('')}`;
});

const files = globSync(['bin/*.js', '{cli,lib,services}/**/*.ts'], { exclude: ['**/generated/**'] }).sort();
const messages = files.flatMap((file) => {
  const sentences = readSentences(file, readFileSync(file, 'utf8'));
  if (sentences.length === 0) return [];
  return [
    `## ${file}\n`,
    ...sentences.map(({ line, text }) => `${line}: ${text.replaceAll('\n', '\\n')}`),
    '',
  ];
});

writeFileSync(path, `# Help\n\n${helps.join('\n')}\n# Messages\n\n${messages.join('\n')}`);
console.log(
  `${path}: ${helps.length} help pages, ${messages.filter((line) => /^\d/.test(line)).length} texts`,
);
