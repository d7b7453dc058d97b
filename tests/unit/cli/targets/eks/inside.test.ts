import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import type { Aws } from '#cli/aws/aws.ts';
import { insideState, openInside } from '#cli/targets/eks/cluster/inside.ts';
import type { Eks } from '#cli/targets/eks/eks.ts';
import { kubeconfigPath } from '#cli/targets/eks/kubeconfig.ts';
import { writePrivate } from '#cli/targets/eks/state.ts';

const ARN = 'arn:aws:eks:us-east-1:1:cluster/shop';
const { signal } = new AbortController();
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'influscope-inside-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A platform whose cluster EKS describes so; `null` when there is none. */
function platform(
  described: { arn?: string; endpoint?: string } | null,
  remembered: string | null = null,
): Eks {
  const cluster = {
    arn: ARN,
    status: 'ACTIVE',
    endpoint: 'https://one.eks.amazonaws.com',
    certificateAuthority: { data: 'QQ==' },
    ...described,
  };
  const eks = {
    async describeCluster() {
      if (described === null) throw Object.assign(new Error('none'), { name: 'ResourceNotFoundException' });
      return { cluster };
    },
  };
  const aws = { region: 'us-east-1', eks: async () => eks } as unknown as Aws;
  return {
    name: 'shop',
    folder,
    root: '.',
    env: {},
    clock: Date.now,
    settings: { values: { home: folder, region: 'us-east-1' }, origins: { region: { kind: 'flag' } } },
    state: () => (remembered === null ? null : { cluster: remembered }),
    aws: async () => aws,
  } as unknown as Eks;
}

function rememberServer(eks: Eks, server: string): void {
  const state = { v: 1, target: 'kubernetes', context: 'c', server, ca: null, namespace: 'shop', url: null };
  writePrivate(insideState(eks), JSON.stringify(state));
}

test('writes the kubeconfig again from what EKS says, before anything else', async () => {
  const eks = platform({}, ARN);
  await openInside(eks, signal);
  assert.match(readFileSync(kubeconfigPath(eks), 'utf8'), /server: https:\/\/one\.eks\.amazonaws\.com/);
});

test('refuses a cluster of another account, or at another address than the remembered one', async () => {
  const other = platform({ arn: ARN.replace(':1:', ':2:') }, ARN);
  await assert.rejects(openInside(other, signal), { code: 'cluster_differs' });
  const again = platform({ endpoint: 'https://two.eks.amazonaws.com' }, ARN);
  rememberServer(again, 'https://one.eks.amazonaws.com');
  await assert.rejects(openInside(again, signal), { code: 'cluster_differs' });
  assert.ok(!existsSync(kubeconfigPath(again)));
});

test('says that there is no cluster', async () => {
  await assert.rejects(openInside(platform(null), signal), {
    code: 'platform_absent',
    hint: { command: ['up', '--target', 'eks', '--region', 'us-east-1'] },
  });
});
