import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { HAS_PSEUDO_TERMINAL, openTerminal } from '../support/cli/pseudo-terminal.ts';
import { hintOf, startCaseImporter } from '../support/platform/case-importer.ts';
import { LAUNCHER } from '../support/platform/cli.ts';

const { workplace, profile } = await startCaseImporter();
after(() => workplace.dispose());

const QUESTION = 'Platform: ';
const write = async (name: string, rows: readonly string[]) => {
  const path = join(workplace.home, name);
  await writeFile(path, rows.join('\n'));
  return path;
};
const inTerminal = (...args: string[]) =>
  openTerminal([process.execPath, LAUNCHER, ...args], {
    cwd: workplace.home,
    env: { ...process.env, INFLUSCOPE_HOME: workplace.home, NO_COLOR: '1', CI: '', GITHUB_ACTIONS: '' },
  });

test('a list whose platform nothing tells', async (context) => {
  const skip = !HAS_PSEUDO_TERMINAL && 'python3 cannot open a pseudo-terminal';
  await context.test('on a terminal one question is asked, and its answer is used', { skip }, async () => {
    const file = await write('asked.csv', ['username,followers', 'asked_example,100', 'other_example,200']);
    const terminal = inTerminal('import', file);
    await terminal.until(QUESTION);
    terminal.typeLine('TikTok');
    assert.equal(await terminal.exit, 0, terminal.output());
    assert.equal(terminal.output().split(QUESTION).length - 1, 1, terminal.output());
    assert.equal((await profile('tiktok:@asked_example')).followers, 100);
  });

  await context.test('an answer that is no platform ends with a command to paste', { skip }, async () => {
    const file = await write('unknown.csv', ['username,followers', 'unknown_example,100']);
    const terminal = inTerminal('import', file);
    await terminal.until(QUESTION);
    terminal.typeLine('myspace');
    assert.equal(await terminal.exit, 2, terminal.output());
    const pasted = await workplace.paste(hintOf(terminal.output().replaceAll('\r', '')));
    assert.equal(pasted.code, 0, pasted.stderr);
  });

  await context.test('without a terminal one complete command is printed that works', async () => {
    const file = await write("it's piped.csv", ['username,followers', 'piped_example,100']);
    const { code, stdout, stderr } = await workplace.run(['import', file]);
    assert.deepEqual([code, stdout, stderr.includes(QUESTION)], [2, '', false]);
    assert.equal(stderr.match(/^try: /gm)?.length, 1);
    const pasted = await workplace.paste(hintOf(stderr));
    assert.equal(pasted.code, 0, pasted.stderr);
    assert.equal((await profile('instagram:@piped_example')).followers, 100);
  });
});
