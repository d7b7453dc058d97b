import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { quoteShell } from '#lib/text/quote-shell.ts';
import { createBench } from '#tests/integration/cli/commands/harness.ts';
import { freePort } from '#tests/support/free-port.ts';
import { readHints } from '#tests/support/hints/read-hints.ts';
import { createWorkplace, ROOT } from '#tests/support/platform/cli.ts';

const workplace = await createWorkplace();
const bench = createBench(join(ROOT, 'dist/services/main.js'));
after(() => workplace.dispose());

/** Mistakes on an instance that runs, and how each hint ends when it is pasted. */
const MISTAKES: Readonly<Record<string, number>> = {
  'search tech --sort folowers': 0,
  'search tech -l 5': 0,
  'search tech --min-followers 1000': 0,
  'search tech --followers 10kk': 0,
  'search tech --active-since yesterday': 0,
  'search zzzzzzqqqq': 0,
  'ls -a': 0,
  'up -d': 0,
  'config shwo': 0,
  'saved add odd --plain sort:x': 0,
  'saved add odd2 vegan folowers:10k': 0,
  'saved add': 0,
  'saved run': 0,
  'saved run german-vegan two': 1,
  list: 0,
  'list add': 0,
  'list add team': 0,
  'list rename': 0,
  'list rename none': 1,
  'list import team': 0,
  'list -o csv': 0,
  'keys add': 0,
  // The name of the hint exists by now.
  'keys add a/b': 1,
  'keys revoke': 0,
  'queues nonsense': 0,
  'logs nonsense': 0,
  'show @': 0,
  'show @unknown-handle': 0,
  'similar @unknown-handle': 0,
  'explain --bundle /no/such/folder/a.tar.gz': 0,
  scale: 0,
  exec: 0,
  restore: 0,
  compare: 0,
  rename: 0,
  tag: 0,
  whois: 0,
  count: 0,
  erase: 0,
  add: 0,
  set: 0,
  // These write a settings file.
  'config set': 0,
  'config set port': 0,
  'config set prot 8080': 0,
};

test('the hint of a mistake works when it is pasted as it is printed', async () => {
  const up = await workplace.run(['up', '--demo', '--no-discover', '--port', String(await freePort())]);
  assert.equal(up.code, 0, up.stderr);
  const faults: string[] = [];
  for (const [line, code] of Object.entries(MISTAKES)) {
    const { stdout, stderr } = await workplace.run(line.split(' '));
    const [last = ''] = stderr.trim().split('\n').slice(-1);
    // A hint begins with what was typed to start this program.
    const hint = /influscope(?:\.js)? (.+)$/.exec(last)?.[1];
    if (hint === undefined) {
      faults.push(`${line}: no hint: ${stdout}${stderr}`);
      continue;
    }
    const pasted = await workplace.paste(`influscope ${hint}`);
    if (pasted.code !== code) faults.push(`${line}: ${hint}: ${pasted.code}: ${pasted.stderr}`);
  }
  assert.deepEqual(faults, []);
});

/** Commands that end an instance, run for long or need a cluster or a network. */
const NOT_HERE =
  /^(?:up|deploy|down|forget|discover|refresh|reindex|recompute|rollback|mcp|kubeconfig|secrets|cost|history)\b|--follow|--watch| -f\b|^import|--target|--cursor|--no-pager|^alerts/;

/** Codes of errors that say that a command line itself is wrong. */
const WRONG_LINE =
  /^(?:unknown_|invalid_|missing_|excess_|too_many_|conflicting_|argument_|value_|setting_|empty_id|bug|no_json)/;

test('no command of a hint in the sources is refused as a wrong command line when it runs', async () => {
  const up = await bench.run(['up', '--demo', '--no-discover', '--port', String(await freePort())]);
  assert.equal(up.code, 0, up.stderr);
  const lines = new Map<string, readonly string[]>();
  for (const file of globSync('{cli,lib,services}/**/*.ts', { cwd: ROOT, exclude: ['**/generated/**'] })) {
    for (const { kind, variants } of readHints(file, readFileSync(join(ROOT, file), 'utf8')).found)
      if (kind === 'command')
        for (const words of variants)
          if (!NOT_HERE.test(words.join(' '))) lines.set(quoteShell(words), words);
  }
  assert.ok(lines.size > 50, `${lines.size}`);
  const faults: string[] = [];
  for (const [line, words] of lines) {
    const { error, stderr } = await bench.run([...words]);
    if (error !== null && WRONG_LINE.test(error)) faults.push(`${line}: ${error}: ${stderr}`);
  }
  assert.deepEqual(faults, []);
});
