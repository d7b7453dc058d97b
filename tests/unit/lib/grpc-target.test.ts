import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TargetError, toGrpcTarget } from '#lib/grpc-target.ts';

for (const [address, target] of [
  ['analytics:50051', 'dns:///analytics:50051'],
  ['127.0.0.1:50051', 'dns:///127.0.0.1:50051'],
  ['dns:///analytics.influscope.svc:50051', 'dns:///analytics.influscope.svc:50051'],
  ['ipv4:10.0.0.1:1,10.0.0.2:1', 'ipv4:10.0.0.1:1,10.0.0.2:1'],
  ['10.0.0.1:50051, 10.0.0.2:50051', 'ipv4:10.0.0.1:50051,10.0.0.2:50051'],
  ['[::1]:1,[::2]:1', 'ipv6:[::1]:1,[::2]:1'],
] as const) {
  test(`takes "${address}" for ${target}`, () => assert.equal(toGrpcTarget(address), target));
}

for (const [address, why] of [
  ['', /no address/],
  ['analytics', /not host:port/],
  ['analytics:99999', /not host:port/],
  ['a:1,b:1', /for names use dns/],
  ['10.0.0.1:1,[::1]:1', /not of both/],
] as const) {
  test(`refuses "${address}"`, () => {
    assert.throws(
      () => toGrpcTarget(address),
      (error) => error instanceof TargetError && why.test(error.message),
    );
  });
}
