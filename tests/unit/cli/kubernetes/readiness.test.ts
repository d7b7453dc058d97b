import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { parse } from 'yaml';
import type { KubeObject } from '#cli/kubernetes/objects.ts';
import { assessReadiness } from '#cli/kubernetes/readiness/assess-readiness.ts';
import type { ObjectReadiness, Related } from '#cli/kubernetes/readiness/object-readiness.ts';
import { NOTHING_RELATED } from '#cli/kubernetes/readiness/object-readiness.ts';

interface Case {
  name: string;
  now?: string;
  object: KubeObject;
  related?: Partial<Related>;
  expect: Omit<ObjectReadiness, 'recheckAt'> & { recheckAt?: string };
}

for (const kind of ['deployment', 'stateful-set', 'pod', 'others']) {
  const text = readFileSync(new URL(`./fixtures/${kind}.yaml`, import.meta.url), 'utf8');
  describe(`readiness of ${kind}`, () => {
    for (const { name, now = '2026-01-01T00:00:00Z', object, related, expect } of parse(text, {
      merge: true,
    }) as Case[]) {
      test(name, () => {
        const verdict = assessReadiness(object, { ...NOTHING_RELATED, ...related }, Date.parse(now));
        const { reason, recheckAt, ...exact } = expect;
        assert.ok(verdict.reason.includes(reason), `"${verdict.reason}" does not say "${reason}"`);
        for (const [key, value] of Object.entries(exact)) {
          assert.deepEqual(verdict[key as keyof ObjectReadiness], value, verdict.reason);
        }
        assert.equal(verdict.recheckAt, recheckAt === undefined ? undefined : Date.parse(recheckAt));
      });
    }
  });
}
