import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { guides, readBlocks } from '#tests/support/docs/read-blocks.ts';
import { LAUNCHER, ROOT } from '#tests/support/platform/cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'influscope-guides-'));
const work = join(folder, 'work');
const program = join(folder, 'bin/influscope');
mkdirSync(dirname(program));
writeFileSync(program, `#!/bin/sh\nexec '${process.execPath}' '${LAUNCHER}' "$@"\n`);
chmodSync(program, 0o700);
cpSync(join(ROOT, 'examples'), join(work, 'examples'), { recursive: true });

const env = {
  PATH: `${dirname(program)}:${process.env.PATH}`,
  HOME: folder,
  INFLUSCOPE_HOME: join(folder, 'home'),
};

/** Runs a block as a person pastes it. Returns everything that it prints. */
function paste(block: string): string {
  const { status, stdout, stderr } = spawnSync('sh', ['-euc', block], { cwd: work, env, encoding: 'utf8' });
  assert.equal(status, 0, `${block}\n${stdout}${stderr}`);
  return stdout + stderr;
}

after(() => {
  for (const name of ['tutorial', 'vendor'])
    spawnSync(program, ['down', '--name', name, '--delete-data', '--yes'], { env });
  rmSync(folder, { recursive: true, force: true });
});

/** What the output of a guide's blocks, in their order, has to show. */
const CLAIMS: Readonly<Record<string, RegExp[]>> = {
  'docs/tutorial.md': [
    /^http/m,
    /Handle → username/,
    /12 new[\s\S]*12 unchanged/,
    /the_slow_roast[\s\S]*the_slow_roast[\s\S]*mapleandmiso/,
    /36 with posts only[\s\S]*median of 12 posts/,
    /urn:influscope:cli:v1:search/,
    /tutorial +local +running/,
  ],
  'docs/vendor-export.md': [/ignored: Score/, /5 new[\s\S]*5 unchanged[\s\S]*tidefarer/, /Deleted/],
};

for (const path of guides()) {
  const blocks = readBlocks(path).filter(({ runs }) => runs);
  if (blocks.length === 0) continue;
  test(`the commands of ${path} work in their order, and show what it says`, () => {
    const claims = CLAIMS[path] ?? [];
    assert.equal(claims.length, blocks.length);
    for (const [at, { text }] of blocks.entries()) assert.match(paste(text), claims[at] ?? /^$/);
  });
}

test('the samples in the guides are shipped with the package', () => {
  const { files } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { files: string[] };
  assert.ok(files.includes('examples'));
});
