import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { COMMANDS } from '#cli/commands/index.ts';
import { UserError } from '#cli/errors.ts';
import { quoteShell } from '#lib/text/quote-shell.ts';
import { attempt } from '#tests/support/cli/attempt.ts';
import { readHints } from '#tests/support/hints/read-hints.ts';
import { ROOT } from '#tests/support/platform/cli.ts';

const files = globSync('{cli,lib,services}/**/*.ts', { cwd: ROOT, exclude: ['**/generated/**'] }).sort();
const readings = files.map((file) => readHints(file, readFileSync(join(ROOT, file), 'utf8')));
const found = readings.flatMap((one) => one.found);

const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: object };
const SCRIPTS = Object.keys(scripts);

/** Programs that a hint may name, with the words that may follow where there are many. */
const PROGRAMS: Readonly<Record<string, RegExp>> = {
  '7z': /^x /,
  aws: /^(?:cloudformation|ec2|eks|elb|elbv2|iam|logs|service-quotas) [a-z-]+ --/,
  bunzip2: /^-c /,
  chmod: /^(?:[ugo]{1,2}[+-][rwx]+|[0-7]{3}) /,
  duckdb: /^-json /,
  kubectl:
    /^(?:auth (?:whoami|can-i)|cluster-info|config view|create secret|delete|describe|edit|get|logs|patch|taint|uncordon)\b/,
  mv: /^\S/,
  npm: new RegExp(`^(?:ci$|run (?:${SCRIPTS.join('|')})$|rebuild )`),
  ps: /^-p /,
  resolvectl: /^flush-caches$/,
  rm: /^\S/,
  sed: /^'?s\//,
  sqlite3: / \.tables$/,
  sudo: /^timedatectl set-ntp true$/,
  tar: /^-xOf /,
  timedatectl: /^set-ntp true$/,
  ulimit: /^-[nv] \w+$/,
  unrar: /^p /,
  unzip: /^-p /,
  xz: /^-dc /,
  zip: /^-s 0 /,
};
/** A word that a person would have to replace: `NAME`, `<name>`, `[name]`, `@handle`, `…`. Variables of a shell are none. */
const PLACEHOLDER = /(?<![\w$./:=@-])(?!OR\b)[A-Z]{2,}(?![\w./:=-])|<[a-z]|\[[a-z]|@handle|…/;
/** Kinds of objects that live in a namespace. */
const NAMESPACED =
  /^(?:pods?|pvc|persistentvolumeclaim|service|secret|resourcequota|limitrange|poddisruptionbudget)$/;

test('every hint in the sources can be read', () => {
  assert.deepEqual(
    readings.flatMap(({ unread }) => unread),
    [],
    'add sample values to tests/support/hints/sample-values.ts',
  );
  const count = (kind: string) => found.filter((one) => one.kind === kind).length;
  assert.ok(count('command') > 150, `${count('command')} commands`);
  assert.ok(count('words') + count('line') > 60, `${count('words')} and ${count('line')} of other programs`);
});

test('a hint with a value that has no sample is not read, and neither is one that is put together', () => {
  const source = (command: string) => `throw new E('x', { hint: { command: ${command} } });`;
  for (const command of ["['up', '--port', choosePort()]", "['up', ...newFlags]", 'hintFor(target)'])
    assert.equal(readHints('cli/new.ts', source(command)).unread.length, 1, command);
  const { found: read } = readHints(
    'cli/new.ts',
    source("['up', isCluster ? '--target' : '--port', '8081']"),
  );
  assert.deepEqual(
    read.flatMap(({ variants }) => variants),
    [
      ['up', '--target', '8081'],
      ['up', '--port', '8081'],
    ],
  );
});

test('every command in a hint is one that influscope accepts when it is pasted', () => {
  const faults: string[] = [];
  for (const { place, kind, variants } of found) {
    if (kind !== 'command') continue;
    for (const words of variants) {
      const outcome = attempt(words);
      if (outcome instanceof UserError)
        faults.push(`${place}: influscope ${quoteShell(words)}: ${outcome.message}`);
    }
  }
  assert.deepEqual(faults, []);
});

test('no hint contains a placeholder', () => {
  const faults = found.flatMap(({ place, kind, variants }) =>
    variants
      .map((words) => (kind === 'line' ? words : [quoteShell(words)]).join(' '))
      .filter((line) => PLACEHOLDER.test(line))
      .map((line) => `${place}: ${line}`),
  );
  assert.deepEqual(faults, []);
});

test('a word that is almost a command gets a hint that is accepted when it is pasted', () => {
  const faults: string[] = [];
  for (const { name } of COMMANDS) {
    for (const typed of [
      [name.toUpperCase()],
      [name.toUpperCase(), '@handle'],
      ['help', `${name}${name.at(-1)}`],
    ]) {
      const refused = attempt(typed);
      if (!(refused instanceof UserError)) continue;
      const pasted = refused.hint?.command ?? [];
      const outcome = attempt(pasted);
      // An argument of another command is no fault of the hint.
      if (outcome instanceof UserError && !(typed.length > 1 && pasted.includes('@handle')))
        faults.push(`${typed.join(' ')}: ${pasted.join(' ')}: ${outcome.message}`);
    }
  }
  assert.deepEqual(faults, []);
});

test('every command of another program in a hint is of a known program, and a shell can read it', () => {
  const faults: string[] = [];
  for (const { place, kind, variants } of found) {
    if (kind === 'command') continue;
    for (const words of variants) {
      const line = kind === 'line' ? (words[0] ?? '') : quoteShell(words);
      const { status, stderr } = spawnSync('sh', ['-n', '-c', line], { encoding: 'utf8' });
      if (status !== 0) faults.push(`${place}: ${line}: ${stderr}`);
      const parts = kind === 'line' ? line.split(' && ') : [line];
      for (const part of parts) {
        const [program = '', ...rest] = part.split(' ');
        if (PROGRAMS[program]?.test(rest.join(' ')) !== true) faults.push(`${place}: ${part}: unknown`);
      }
    }
  }
  assert.deepEqual(faults, []);
});

test('a kubectl command about an object of the instance names the namespace', () => {
  const lines = found
    .filter(({ kind }) => kind === 'words')
    .flatMap(({ place, variants }) => variants.map((words) => ({ place, words })));
  const missing = lines.filter(
    ({ words: [program, verb = '', kind = '', ...rest] }) =>
      program === 'kubectl' &&
      (verb === 'logs' || NAMESPACED.test(kind)) &&
      verb !== 'create' &&
      ![kind, ...rest].includes('-n'),
  );
  assert.deepEqual(
    missing.map(({ place, words }) => `${place}: ${words.join(' ')}`),
    [],
  );
});
