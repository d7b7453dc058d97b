import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { parseAllDocuments } from 'yaml';
import { rulesOf } from '#cli/targets/kubernetes/rights.ts';
import { withRights } from '#scripts/rights/with-rights.ts';
import { ROOT } from '#tests/support/platform/cli.ts';

test('the documented roles are those of the table', () => {
  const page = readFileSync(join(ROOT, 'docs/kubernetes.md'), 'utf8');
  assert.equal(withRights(page), page, 'npm run rights updates the page');
  const text = /<!-- rights -->\s+```yaml\n([\s\S]*?)```/.exec(page)?.[1] ?? '';
  const roles = parseAllDocuments(text).map((document) => document.toJS() as { rules: object[] });
  assert.deepEqual(
    roles.map(({ rules }) => rules),
    [rulesOf('cluster'), rulesOf('namespace')],
  );
});
