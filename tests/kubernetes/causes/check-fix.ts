import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Place } from '../../integration/cli/kubernetes/cluster.ts';

const run = promisify(execFile);
/** Verbs that change something, and how to only try them. */
const TRIED: Readonly<Record<string, string>> = {
  patch: '--dry-run=server',
  delete: '--dry-run=server',
  taint: '--dry-run=server',
  uncordon: '--dry-run=server',
  create: '--dry-run=client',
};

/** Runs the commands of a fix without their effect: what is pasted has to work. */
export async function checkFix(place: Place, fix: string): Promise<void> {
  assert.notEqual(fix, '');
  for (const [text] of fix.matchAll(/\b(influscope|kubectl) .+?(?=, then |; |$)/g)) {
    if (text.startsWith('influscope ')) {
      const args = text
        .split(' ')
        .slice(1)
        .filter((word, index, all) => word !== '--name' && all[index - 1] !== '--name');
      const { code, stderr } = await place.cli([...args, '--help']);
      assert.equal(code, 0, `${text}\n${stderr}`);
      continue;
    }
    const verb = text.split(' ')[1] ?? '';
    const command = verb in TRIED ? `${text} ${TRIED[verb]}` : text;
    // An editor that changes nothing.
    await run('bash', ['-c', command], { env: { ...process.env, KUBE_EDITOR: 'true' } }).catch(
      (error: { stderr?: string }) => assert.fail(`${text}\n${error.stderr}`),
    );
  }
}
