import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { hintOf, startCaseImporter } from '../support/platform/case-importer.ts';
import { importCasePath as pathOf } from '../support/reading/import-cases.ts';

/** What the command line of an import offers besides the files. */
const { workplace, api, profile } = await startCaseImporter();
after(() => workplace.dispose());

test('every hint of an import works when it is pasted', async (context) => {
  await writeFile(join(workplace.home, "it's a list.csv"), 'Foo,Bar\n,\nu_one,x\n');
  const cases: [string, string[]][] = [
    ['platform_unknown', ['import', pathOf('01-headers.csv'), '--as-of', '2024-03-01']],
    ['bad_map', ['import', pathOf('02-camel.csv'), '--map', 'bio=nothing']],
    ['bad_map', ['import', pathOf('20-no-header.csv'), '--map', 'username=nick']],
    ['bad_map', ['import', pathOf('28-ansi-header.csv'), '--platform', 'x', '--map', 'username=nick']],
    ['no_such_sheet', ['import', pathOf('25-sheet.xlsx'), '--sheet', 'Other']],
    ['no_username_column', ['import', "it's a list.csv", '--platform', 'x']],
  ];
  for (const [code, args] of cases) {
    await context.test(`${code}: ${args.at(-1)}`, async () => {
      const { stdout } = await workplace.run([...args, '-o', 'json']);
      assert.match(stdout, new RegExp(`"code":"${code}"`));
      const plain = await workplace.run(args);
      assert.equal(plain.code, 2, plain.stderr);
      const pasted = await workplace.paste(hintOf(plain.stderr));
      assert.equal(pasted.code, 0, pasted.stderr);
    });
  }
});

test('a mapping is remembered and used again', async () => {
  await writeFile(join(workplace.home, 'team.csv'), 'Foo,Count\nteam_one,12\n');
  const args = ['import', 'team.csv', '--map', 'username=Foo', '--platform', 'x', '--save-mapping', 'team'];
  const saved = await workplace.run(args);
  assert.equal(saved.code, 0, saved.stderr);
  await writeFile(join(workplace.home, 'next.csv'), 'Foo,Count\nteam_two,13\n');
  const used = await workplace.run(['import', 'next.csv', '--mapping', 'team']);
  assert.equal(used.code, 0, used.stderr);
  assert.equal((await profile('x:@team_two')).username, 'team_two');
  const unknown = await workplace.run(['import', 'next.csv', '--mapping', 'unknown']);
  assert.equal(unknown.code, 2);
});

test('a dry run shows what is understood and imports nothing', async () => {
  const before = await fetch(`${api}/search?platform=twitch`).then(
    (answer) => answer.json() as Promise<{ total: number }>,
  );
  const { code, stdout } = await workplace.run([
    'import',
    pathOf('01-headers.csv'),
    '--platform',
    'twitch',
    '--dry-run',
  ]);
  assert.equal(code, 0);
  for (const word of ['Nick → username', 'Followers → followers', 'Rank', 'people: 2'])
    assert.ok(stdout.includes(word), stdout);
  const after = await fetch(`${api}/search?platform=twitch`).then(
    (answer) => answer.json() as Promise<{ total: number }>,
  );
  assert.equal(after.total, before.total);
});

test('contacts are kept out of what is found', async () => {
  const file = join(workplace.home, 'contacts.csv');
  await writeFile(
    file,
    'username,platform,bio\nmia_example,x,"Write mia@example.org or call +49 30 1234567, see @gil@example.social"\n',
  );
  const { code } = await workplace.run(['import', file]);
  assert.equal(code, 0);
  assert.equal(
    (await profile('x:@mia_example')).bio,
    'Write [email] or call [phone], see @gil@example.social',
  );
});
