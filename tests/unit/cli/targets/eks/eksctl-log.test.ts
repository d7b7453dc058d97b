import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readComplaint, readEksctlLine } from '#cli/targets/eks/eksctl/eksctl-log.ts';

const FAILED = `2026-11-23 16:45:35 [ℹ]  creating addon: aws-ebs-csi-driver
2026-11-23 16:45:35 [!]  1 error(s) occurred and cluster hasn't been created properly, you may wish to check
2026-11-23 16:45:35 [✖]  waiter state transitioned to Failure
2026-11-23 16:45:35 [✖]  failed to create cluster "shop"
Error: failed to create cluster "shop"
`;
const PANICKED = `2026-11-23 16:45:35 [ℹ]  deleting EKS cluster "shop"
panic: runtime error: invalid memory address or nil pointer dereference
[signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x1]

goroutine 1 [running]:
`;

test('reads what a line says, and how bad it is', () => {
  assert.deepEqual(readEksctlLine('2026-11-23 16:45:35 [ℹ]  building cluster stack "eksctl-shop-cluster"'), {
    level: 'info',
    message: 'building cluster stack "eksctl-shop-cluster"',
  });
  assert.equal(readEksctlLine('2026-11-23 16:45:35 [!]  beware')?.level, 'warn');
  assert.equal(readEksctlLine('2026-11-23 16:45:35 [✔]  done')?.level, 'info');
  assert.equal(readEksctlLine('2026-11-23 16:45:35 [✖]  no')?.level, 'error');
  assert.deepEqual(readEksctlLine('Error: unknown flag'), { level: 'error', message: 'unknown flag' });
});

test('leaves out what says nothing by itself', () => {
  for (const line of ['', '2 sequential tasks: { create cluster', '    } ', '2026-11-23 16:45:35 [ℹ]  '])
    assert.equal(readEksctlLine(line), null, line);
});

test('finds the line that tells why, not the one that tells that', () => {
  assert.deepEqual(readComplaint(FAILED), {
    message: 'waiter state transitioned to Failure',
    panicked: false,
  });
});

test('knows a panic from an error', () => {
  assert.deepEqual(readComplaint(PANICKED), {
    message: 'runtime error: invalid memory address or nil pointer dereference',
    panicked: true,
  });
  assert.deepEqual(readComplaint(''), { message: null, panicked: false });
});
