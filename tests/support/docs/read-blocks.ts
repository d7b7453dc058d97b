import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../platform/cli.ts';

export interface Block {
  /** `README.md`. */
  path: string;
  /** Line of its first command. */
  line: number;
  text: string;
  /** Tagged `sh run`: a test runs it on an instance. */
  runs: boolean;
}

/** Every guide: the README, CONTRIBUTING and all of docs. */
export function guides(): string[] {
  const docs = readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' });
  return [
    'README.md',
    'CONTRIBUTING.md',
    ...docs.filter((name) => name.endsWith('.md')).map((name) => `docs/${name}`),
  ];
}

/** The shell blocks of a guide; of a `console` block, what is typed after `$`. */
export function readBlocks(path: string): Block[] {
  const text = readFileSync(join(ROOT, path), 'utf8');
  return [...text.matchAll(/^( *)```(sh(?: run)?|console)\n([\s\S]*?)^ *```/gm)].map((match) => {
    const [, indent = '', tag = '', body = ''] = match;
    const lines = body.split('\n').map((line) => line.slice(indent.length));
    const typed = tag === 'console' ? lines.flatMap((line) => /^\$ (.*)/.exec(line)?.[1] ?? []) : lines;
    return {
      path,
      line: text.slice(0, match.index).split('\n').length + 1,
      text: typed.join('\n').trim(),
      runs: tag === 'sh run',
    };
  });
}

/** Commands of influscope that stand in a sentence. */
export function readInlineCommands(path: string): string[] {
  const text = readFileSync(join(ROOT, path), 'utf8').replaceAll(/^ *```[\s\S]*?^ *```/gm, '');
  return [...text.matchAll(/`(?:npx )?influscope ([^`]+)`/g)].map(([, command = '']) =>
    command.replaceAll('\n', ' '),
  );
}
