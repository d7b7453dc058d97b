import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, test } from 'node:test';
import { readPrices } from '#cli/aws/cost/prices.ts';
import { AwsError } from '#cli/aws/errors.ts';
import { isDataVolume } from '#cli/aws/sweep/data-volume.ts';
import type { Inventory } from '#cli/aws/sweep/inventory.ts';
import { newResource } from '#cli/aws/sweep/resource.ts';
import { judgeTeardown } from '#cli/targets/eks/teardown/judge-teardown.ts';
import type { EksReceipt } from '#cli/targets/eks/teardown/receipt.ts';
import { createEksReceipt, saveReceipt } from '#cli/targets/eks/teardown/receipt.ts';
import { hintText } from '#tests/support/cli/hint-text.ts';
import { ROOT } from '#tests/support/platform/cli.ts';

const cluster = { name: 'influscope', region: 'us-east-1' };
const prices = readPrices(ROOT, null);
const claim = { 'kubernetes.io/created-for/pvc/name': 'data' };
const volume = newResource({ kind: 'volume', id: 'vol-1', region: cluster.region, gib: 10, type: 'gp3' });
const data = { ...volume, id: 'vol-data', tags: claim };
const group = newResource({ kind: 'security-group', id: 'sg-1', region: cluster.region });
const seen: Inventory = { owned: [], unclear: [], backups: [], unseen: [] };

const receiptOf = (work: (receipt: EksReceipt) => void) => {
  const receipt = createEksReceipt({
    cluster,
    account: '123456789012',
    prices,
    keeps: isDataVolume,
    clock: () => 0,
  });
  receipt.seen([volume, data, group]);
  work(receipt);
  return receipt;
};
const judge = (receipt: EksReceipt, inventory = seen) => judgeTeardown(receipt, inventory, prices, cluster);

describe('the receipt of a teardown', () => {
  test('keeps what was seen and is no more, and says what is left, what it costs and how it goes', () => {
    const receipt = receiptOf((one) => {
      one.stuck(volume, 'is in use');
      one.settle([volume, data]);
    });
    const { bill } = receipt.toEvent({ complete: true, requests: 7, unseen: [] });
    assert.deepEqual(
      bill?.resources.map(({ id, status, bills, month, why }) => ({ id, status, bills, month, why })),
      [
        { id: 'vol-1', status: 'there', bills: true, month: 0.8, why: 'is in use' },
        { id: 'vol-data', status: 'kept', bills: true, month: 0.8, why: null },
        { id: 'sg-1', status: 'gone', bills: false, month: 0, why: null },
      ],
    );
    assert.equal(bill?.month, 1.6);
    assert.equal(bill?.resources[0]?.command, 'aws ec2 delete-volume --volume-id vol-1 --region us-east-1');
  });

  test('is saved for its owner alone, as JSON and as a table', () => {
    const folder = mkdtempSync(join(tmpdir(), 'influscope-receipt-'));
    try {
      const receipt = receiptOf((one) => one.settle([data]));
      const { bill } = saveReceipt(receipt.toEvent({ complete: true, requests: 7, unseen: [] }), folder);
      const file = bill?.file ?? '';
      assert.equal(dirname(file), join(folder, 'receipts'));
      assert.deepEqual(JSON.parse(readFileSync(file, 'utf8')), bill);
      assert.equal(statSync(file).mode & 0o777, 0o600);
      assert.match(
        readFileSync(file.replace('.json', '.txt'), 'utf8'),
        /Kept as requested: 1\n {2}volume vol-data\n/,
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('a teardown', () => {
  test('ended well when nothing is left but what was to be kept', () => {
    assert.equal(judge(receiptOf((one) => one.settle([data]))), null);
    assert.equal(judge(receiptOf((one) => one.settle([]))), null);
  });

  test('did not when something bills, which it names with its price and its command', () => {
    const error = judge(receiptOf((one) => one.settle([volume, group])));
    assert.equal(error?.exitCode, 3);
    assert.equal(error?.code, 'still_bills');
    assert.match(error?.message ?? '', /volume vol-1 \(\$0\.80 a month\)$/);
    assert.match(hintText(error?.hint), /aws ec2 delete-volume --volume-id vol-1/);
  });

  test('did not quite when something is left that bills nothing', () => {
    const error = judge(receiptOf((one) => one.settle([group])));
    assert.equal(error?.exitCode, 1);
    assert.equal(error?.code, 'left_behind');
  });

  test('cannot be called free of cost where it was not allowed to look', () => {
    const details = { hint: {}, awsCode: '', service: '', action: '', status: 403, cause: null };
    const why = new AwsError('no', 'no', { code: 'aws_denied', ...details });
    const blind = (kind: 'volume' | 'role') =>
      judge(
        receiptOf((one) => one.settle([])),
        { ...seen, unseen: [{ kind, why }] },
      );
    assert.equal(blind('volume')?.code, 'not_all_seen');
    assert.equal(blind('volume')?.exitCode, 3);
    assert.equal(blind('role'), null);
  });
});
