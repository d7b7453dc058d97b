import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { COMMANDS } from '#cli/commands/index.ts';
import { UserError } from '#cli/errors.ts';
import { GLOBAL_OPTIONS, outputOptions } from '#cli/global-options.ts';
import { commandPages, manPages } from '#scripts/commands/all-pages.ts';
import { attempt } from '#tests/support/cli/attempt.ts';
import { collectCalls } from '#tests/support/docs/collect-calls.ts';
import { guides, readBlocks, readInlineCommands } from '#tests/support/docs/read-blocks.ts';
import { ROOT } from '#tests/support/platform/cli.ts';

const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  version: string;
  man: string[];
  scripts: Record<string, string>;
};
/** Files that a guide may name although they are not in the repository. */
const OWN_PATH = /^(?:examples|manifests|scripts|bin|dist)\//;

test('every command of every shell block is one, with options that exist', () => {
  const faults: string[] = [];
  let commands = 0;
  for (const { path, line, text } of guides().flatMap(readBlocks)) {
    const { calls, faults: said } = collectCalls(text);
    if (said !== '') faults.push(`${path}:${line}: ${said}`);
    for (const [program, ...args] of calls) {
      const shown = `${path}:${line}: ${[program, ...args].join(' ')}`;
      const missing = args.find(
        (arg) => OWN_PATH.test(arg) && !arg.startsWith('dist/') && !existsSync(join(ROOT, arg)),
      );
      if (missing !== undefined) faults.push(`${shown}: there is no ${missing}`);
      if (program === 'npm' && args[0] === 'run' && manifest.scripts[args[1] ?? ''] === undefined)
        faults.push(`${shown}: no such script`);
      if (program !== 'influscope') continue;
      commands++;
      const outcome = attempt(args);
      if (outcome instanceof UserError) faults.push(`${shown}: ${outcome.message}`);
    }
  }
  assert.ok(commands > 100, `${commands} commands`);
  assert.deepEqual(faults, []);
});

test('every command in a sentence is one, with options that exist', () => {
  const faults: string[] = [];
  for (const path of guides()) {
    for (const inline of readInlineCommands(path)) {
      const [name = '', ...words] = inline.replaceAll(/'[^']*'|"[^"]*"/g, 'text').split(/[\s|]+/);
      if (/^[<-]|^$/.test(name)) continue;
      const command = COMMANDS.find((one) => one.name === name || one.aliases?.includes(name));
      if (command === undefined) {
        faults.push(`${path}: influscope ${inline}`);
        continue;
      }
      const options = [...(command.options ?? []), ...outputOptions(command.outputs), ...GLOBAL_OPTIONS];
      const known = options.flatMap(({ flags }) => flags.split('<')[0]?.match(/--?[a-z][a-z-]*/g) ?? []);
      const wrong = words
        .filter((word) => /^--?[a-z]/.test(word))
        .filter((word) => ![...known, '--help'].includes(word.replace(/[=,.;)].*$/, '')));
      if (wrong.length > 0) faults.push(`${path}: influscope ${inline}: ${wrong}`);
    }
  }
  assert.deepEqual(faults, []);
});

test('the page of each command is the one of its definition', () => {
  for (const [name, text] of commandPages())
    assert.equal(
      readFileSync(join(ROOT, 'docs/commands', name), 'utf8'),
      text,
      `${name}: run npm run commands`,
    );
});

test('the package has a manual page for each command, and the one that lists them', () => {
  const names = [...manPages(manifest.version).keys()];
  assert.deepEqual(
    manifest.man,
    names.map((name) => `./dist/man/${name}`),
    'run npm run commands',
  );
  assert.equal(names.length, COMMANDS.length + 1);
  for (const [name, text] of manPages(manifest.version)) {
    assert.match(text, /^\.TH \S+ 1 /, name);
    assert.match(text, /^\.SH NAME\ninfluscope\S* \\- \S/m, name);
    // A line that begins with a dot is a request: only those of the man macros are meant.
    for (const [request = ''] of text.matchAll(/^[.'].*/gm))
      assert.match(request, /^\.(?:TH|SH|TP|B|PP|nf|fi)\b/, `${name}: ${request}`);
  }
});
