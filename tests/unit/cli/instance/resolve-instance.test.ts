import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { InfluscopeError } from '#cli/errors.ts';
import { statePath } from '#cli/instance/paths.ts';
import { resolveInstance } from '#cli/instance/resolve-instance.ts';

const home = mkdtempSync(join(tmpdir(), 'influscope-resolve-'));
after(() => rmSync(home, { recursive: true }));

const KNOWN = ['local', 'eks'];
const UP = { target: 'local' };

function remember(name: string, text: string): void {
  mkdirSync(dirname(statePath(home, name)), { recursive: true });
  writeFileSync(statePath(home, name), text);
}
remember('known', '{"v":1,"target":"local"}');
remember('foreign', '{"v":1,"target":"aks"}');
remember('torn', '{"v":1,"tar');

const refusal = (code: string, exitCode: number) => (error: unknown) => {
  assert.ok(error instanceof InfluscopeError);
  assert.deepEqual([error.code, error.exitCode], [code, exitCode]);
  return true;
};

test('the state file decides', () => {
  const choice = resolveInstance({ name: 'known', target: null, home }, KNOWN, 'refuse');
  assert.deepEqual(choice, { name: 'known', kind: 'local', assumed: false, exists: true });
});

test('a named target is enough', () => {
  assert.equal(resolveInstance({ name: 'new', target: 'local', home }, KNOWN, 'refuse').kind, 'local');
});

test('with neither, the default of the command is taken, and without a default it is an error', () => {
  const nothing = { name: 'new', target: null, home };
  assert.deepEqual(resolveInstance(nothing, KNOWN, UP), {
    name: 'new',
    kind: 'local',
    assumed: true,
    exists: false,
  });
  assert.throws(() => resolveInstance(nothing, KNOWN, 'refuse'), refusal('platform_unknown', 2));
});

test('a target that contradicts the state file is refused', () => {
  const asked = { name: 'known', target: 'eks', home };
  assert.throws(() => resolveInstance(asked, KNOWN, UP), refusal('target_differs', 2));
});

test('a refused target leads to an instance on that target, or to the list of instances', () => {
  const hintOf = (otherwise: Parameters<typeof resolveInstance>[2]) => {
    try {
      resolveInstance({ name: 'known', target: 'eks', home }, KNOWN, otherwise);
    } catch (error) {
      return (error as InfluscopeError).hint?.command;
    }
    return undefined;
  };
  assert.deepEqual(hintOf(UP), ['up', '--target', 'eks', '--name', 'known-eks']);
  assert.deepEqual(hintOf('refuse'), ['ls']);
});

test('a state file that cannot be read is an error', () => {
  const asked = { name: 'torn', target: null, home };
  assert.throws(() => resolveInstance(asked, KNOWN, UP), refusal('state_unreadable', 1));
});

test('a state file with an unknown target is refused, whatever target is named', () => {
  for (const target of [null, 'local', 'eks', 'aks'])
    assert.throws(
      () => resolveInstance({ name: 'foreign', target, home }, KNOWN, UP),
      refusal('target_unknown', 1),
    );
});

test('a setting with an unknown target is refused', () => {
  const asked = { name: 'new', target: 'aks', home };
  assert.throws(() => resolveInstance(asked, KNOWN, UP), refusal('target_unknown', 2));
});
