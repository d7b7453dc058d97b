import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { UserError } from '#cli/errors.ts';
import { resolvePlatform } from '#cli/instance/resolve-instance.ts';

const home = mkdtempSync(join(tmpdir(), 'influscope-resolve-'));
after(() => rmSync(home, { recursive: true }));

function remember(name: string, text: string): void {
  mkdirSync(join(home, 'platforms', name), { recursive: true });
  writeFileSync(join(home, 'platforms', name, 'target.json'), text);
}
remember('known', '{"v":1,"target":"local"}');
remember('torn', '{"v":1,"tar');

test('what is remembered decides', () => {
  const choice = resolvePlatform({ name: 'known', target: null, home }, 'refuse');
  assert.deepEqual(choice, { name: 'known', kind: 'local', assumed: false });
});

test('a target that is named is enough', () => {
  assert.equal(resolvePlatform({ name: 'new', target: 'local', home }, 'refuse').kind, 'local');
});

test('with neither, up is local and everything else is refused with the choices', () => {
  const nothing = { name: 'new', target: null, home };
  assert.deepEqual(resolvePlatform(nothing, 'local'), { name: 'new', kind: 'local', assumed: true });
  assert.throws(
    () => resolvePlatform(nothing, 'refuse'),
    (error) => {
      assert.ok(error instanceof UserError);
      assert.match(error.hint ?? '', /influscope up .*--target local\|eks\|kubernetes .*--name/);
      return true;
    },
  );
});

test('a target that contradicts what is remembered is refused', () => {
  assert.throws(
    () => resolvePlatform({ name: 'known', target: 'eks', home }, 'local'),
    /"known" runs on the target "local"/,
  );
});

test('a state file that cannot be read is named', () => {
  assert.throws(
    () => resolvePlatform({ name: 'torn', target: null, home }, 'local'),
    /torn\/target\.json is not a state file/,
  );
});
