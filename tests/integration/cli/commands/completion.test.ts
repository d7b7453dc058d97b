import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { completionScript } from '#cli/commands/completion/scripts.ts';
import { COMMANDS } from '#cli/commands/index.ts';
import { SORTS } from '#contract/limits.ts';

type Shell = 'bash' | 'zsh' | 'fish';

const folder = mkdtempSync(join(tmpdir(), 'influscope-completion-'));
after(() => rmSync(folder, { recursive: true }));
const work = join(folder, 'work');
mkdirSync(work);
writeFileSync(join(work, 'creators.csv'), '');
// Replaces the command line when a script asks for values.
const program = join(folder, 'influscope');
writeFileSync(
  program,
  `#!/bin/sh\ncase "$2" in categories) printf 'tech\\ntravel\\nfood & drink\\n';; names) printf 'second\\n';; query) printf 'followers:\\nplatform:\\nplatform:github\\nplatform:x\\n';; esac\n`,
);
chmodSync(program, 0o700);

const scripts = new Map<Shell, string>();
for (const shell of ['bash', 'zsh', 'fish'] as const) {
  scripts.set(shell, join(folder, `completion.${shell}`));
  writeFileSync(scripts.get(shell) ?? '', completionScript(shell, COMMANDS));
}

/**
 * Zsh offers nothing to programs, only to a person at a terminal: so one is made, a line is typed in it with a tab at
 * its end, and what the completion hands over is printed in place of being shown.
 */
const ZSH_DRIVER = `
  zmodload zsh/zpty
  zpty shell zsh -f -i
  typing() { zpty -w shell "$1"; }
  typing 'PROMPT=; stty -echo; unsetopt zle_bracketed_paste; autoload -Uz compinit; compinit -D -u'
  typing "source '$1'; bindkey '^I' complete-word; zstyle ':completion:*' list-separator ''"
  typing 'compadd() {
    if [[ $@[1,(i)(-|--)] == *-(O|A|D)* ]]; then builtin compadd "$@"; return; fi
    typeset -a offered; builtin compadd -A offered "$@"
    (( $#offered )) && printf "<<%s>>\\n" "$offered[@]"
    return 0
  }'
  typing 'said() { print "LISTED"; comppostfuncs=(said); }; comppostfuncs=(said); echo READY""NOW'
  zpty -r shell seen '*READYNOW*'
  shift
  for line; do
    zpty -w -n shell "$line"$'\\t'
    zpty -r shell seen '*LISTED*'
    print -r -- "$seen"
    zpty -w -n shell $'\\C-u'
  done
  zpty -d shell`;

const ASK: Record<Exclude<Shell, 'zsh'>, (words: string[]) => string[]> = {
  bash: (words) => {
    const line = words.map((word) => `'${word}'`).join(' ');
    return [
      '--norc',
      '-c',
      `source "$0"; COMP_WORDS=(influscope ${line}); COMP_CWORD=${words.length}; _influscope
       printf '<<%s>>\n' "\${COMPREPLY[@]}"`,
      scripts.get('bash') ?? '',
    ];
  },
  fish: (words) => [
    '--no-config',
    '-c',
    `source '${scripts.get('fish')}'; for one in (complete -C 'influscope ${words.join(' ')}')
       printf '<<%s>>\n' (string split -f1 \\t -- $one); end`,
  ],
};

/** What the shell offers for the last of the words after `influscope`, for each of several lines, in order. */
function offered(shell: Shell, lines: string[][]): string[][] {
  if (shell !== 'zsh') return lines.map((words) => read(ask(shell, ASK[shell](words))));
  const typed = lines.map((words) => `influscope ${words.join(' ')}`);
  const answer = ask('zsh', ['-f', '-c', ZSH_DRIVER, 'zsh', scripts.get('zsh') ?? '', ...typed]);
  return answer.split('LISTED').slice(0, -1).map(read);
}

function ask(shell: Shell, args: string[]): string {
  const env = { HOME: folder, TERM: 'dumb', PATH: `${folder}:${process.env.PATH}` };
  const { stdout, stderr, error } = spawnSync(shell, args, {
    cwd: work,
    env,
    encoding: 'utf8',
    timeout: 300_000,
  });
  if (error) throw error;
  assert.equal(stderr, '');
  return stdout;
}

function read(answer: string): string[] {
  return [...answer.matchAll(/<<(.*?)>>/g)]
    .map(([, word = '']) => word.trim().replaceAll('\\', ''))
    .filter((word) => word !== '')
    .sort();
}

const CASES: [words: string[], expected: string[], rest?: 'exactly'][] = [
  [['se'], ['search', 'secrets']],
  [['search', '--follow'], ['--followers']],
  [['search', '--sort', ''], [...SORTS].sort(), 'exactly'],
  [['search', 'coffee', '--sort', 'f'], ['followers'], 'exactly'],
  [['search', '--followers', '10'], ['100k..1M', '10k..100k'], 'exactly'],
  [['search', '--platform', 'i'], ['instagram'], 'exactly'],
  [['search', '--category', 't'], ['tech', 'travel'], 'exactly'],
  [['search', 'foll'], ['followers:'], 'exactly'],
  [['import', 'crea'], ['creators.csv'], 'exactly'],
  [['import', 'creators.csv', '--platform', 'y'], ['youtube'], 'exactly'],
  [['logs', 'in'], ['indexer'], 'exactly'],
  [['queues', ''], ['dead'], 'exactly'],
  [['queues', 'dead', 'p'], ['profile-events'], 'exactly'],
  [['queues', '-n', '3', 'dead', 'scr'], ['scrape-jobs'], 'exactly'],
  [['status', '--name', ''], ['second'], 'exactly'],
  [['status', '-o', 'j'], ['json'], 'exactly'],
  [['show', '--debug', '--target', 'l'], ['local'], 'exactly'],
];

for (const shell of ['bash', 'zsh', 'fish'] as const) {
  const missing = spawnSync(shell, ['-c', 'true']).error !== undefined;
  test(`${shell} completes commands, options and their values`, {
    skip: missing && `no ${shell} here`,
  }, () => {
    const answers = offered(
      shell,
      CASES.map(([words]) => words),
    );
    assert.equal(answers.length, CASES.length);
    for (const [at, [words, expected, exactly]] of CASES.entries()) {
      const offers = answers[at] ?? [];
      const line = `influscope ${words.join(' ')}: ${offers}`;
      if (exactly) assert.deepEqual(offers, expected, line);
      else for (const word of expected) assert.ok(offers.includes(word), line);
    }
  });

  test(`${shell} completes after a comma`, { skip: missing && `no ${shell} here` }, () => {
    const [platforms = [], categories = []] = offered(shell, [
      ['search', '--platform', 'x,ins'],
      ['search', '--category', 'tech,foo'],
    ]);
    const last = (words: string[]) => words.map((word) => word.split(',').at(-1));
    assert.deepEqual([last(platforms), last(categories)], [['instagram'], ['food & drink']]);
  });
}

test('bash completes a value after an equals sign', {
  skip: spawnSync('bash', ['-c', 'true']).error !== undefined,
}, () => {
  const sorts = [...SORTS].sort();
  assert.deepEqual(
    offered('bash', [
      ['search', '--sort', '=', 'rec'],
      ['search', '--sort', '='],
      ['search', '--sort', '=', 'recent', '--limit', ''],
    ]),
    [['recent'], sorts, []],
  );
});

test('bash completes fields and their values, also where it splits words at colons', {
  skip: spawnSync('bash', ['-c', 'true']).error !== undefined,
}, () => {
  assert.deepEqual(
    offered('bash', [
      ['search', 'tech', 'fol'],
      ['search', 'platform:'],
    ]),
    [['followers:'], ['platform:', 'platform:github', 'platform:x']],
  );
  const line = 'influscope search tech platform:g';
  const { stdout } = spawnSync(
    'bash',
    [
      '--norc',
      '-c',
      `source "$0"; COMP_LINE='${line}'; COMP_POINT=${line.length}; COMP_WORDBREAKS=$' \\t\\n"=:'
       COMP_WORDS=(influscope search tech platform : g); COMP_CWORD=5; _influscope; echo "\${COMPREPLY[@]}"`,
      scripts.get('bash') ?? '',
    ],
    { encoding: 'utf8', env: { ...process.env, PATH: `${folder}:${process.env.PATH}` } },
  );
  assert.equal(stdout.trim(), 'github');
});

test('bash completes influscope after npx, and nothing else there', {
  skip: spawnSync('bash', ['-c', 'true']).error !== undefined,
}, () => {
  const npx = join(folder, 'npx');
  writeFileSync(
    npx,
    '#!/bin/sh\n[ "$1 $2" = "--no-install influscope" ] && shift 2 && exec influscope "$@"\n',
  );
  chmodSync(npx, 0o700);
  const after = (...words: string[]) =>
    read(
      ask('bash', [
        '--norc',
        '-c',
        `source "$0"; COMP_WORDS=(npx ${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length}
         _influscope_npx; printf '<<%s>>\\n' "\${COMPREPLY[@]}"`,
        scripts.get('bash') ?? '',
      ]),
    );
  assert.deepEqual(after('influscope', 'logs', 'in'), ['indexer']);
  assert.deepEqual(after('influscope', 'status', '--name', ''), ['second']);
  assert.deepEqual(after('tsc', 'in'), []);
});
