import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeSupport, judgeVersion, PUBLISHED_DATES } from '#cli/aws/cost/version-support.ts';

const phase = (version: string, now: string) =>
  judgeVersion(version, PUBLISHED_DATES[version] ?? null, Date.parse(now)).phase;

test('the support of a version follows from its dates', () => {
  assert.equal(phase('1.35', '2026-11-23'), 'standard');
  assert.equal(phase('1.34', '2026-11-23'), 'ending');
  assert.equal(phase('1.34', '2026-12-02'), 'extended');
  assert.equal(phase('1.34', '2027-12-02'), 'ended');
  assert.equal(phase('1.99', '2026-11-23'), 'unknown');
});

test('what extended support costs is said before it is paid, and what the upgrade policy makes of it', () => {
  const told = (
    version: string,
    now: string,
    policy: 'STANDARD' | 'EXTENDED',
    price: string | null = '$365.00',
  ) =>
    describeSupport(judgeVersion(version, PUBLISHED_DATES[version] ?? null, Date.parse(now)), policy, price);
  assert.equal(told('1.35', '2026-11-23', 'EXTENDED'), null);
  for (const [version, policy, has] of [
    ['1.34', 'EXTENDED', /2026-12-02.*\$365\.00/],
    ['1.34', 'STANDARD', /2026-12-02.*upgraded/],
    ['1.33', 'EXTENDED', /2026-07-29.*\$365\.00/],
    ['1.33', 'STANDARD', /2026-07-29.*no new cluster/],
    ['1.30', 'STANDARD', /1\.30/],
  ] as const)
    assert.match(told(version, '2026-11-23', policy) ?? '', has);
  assert.doesNotMatch(told('1.33', '2026-11-23', 'EXTENDED', null) ?? '', /\$/);
});
