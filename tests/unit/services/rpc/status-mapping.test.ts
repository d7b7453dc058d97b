import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ServiceError } from '@grpc/grpc-js';
import { Metadata, status } from '@grpc/grpc-js';
import { toPortError } from '#rpc/status-mapping.ts';

const failure = (code: status): ServiceError =>
  Object.assign(new Error('raw'), { code, details: 'details', metadata: new Metadata() });

describe('a gRPC status', () => {
  for (const code of [
    status.UNAVAILABLE,
    status.DEADLINE_EXCEEDED,
    status.RESOURCE_EXHAUSTED,
    status.CANCELLED,
    status.UNIMPLEMENTED,
  ]) {
    it(`${status[code]} is a part that cannot be used now, with its address`, () => {
      const error = toPortError(failure(code), 'analytics:50051');
      assert.equal(error.name, 'UnavailableError');
      assert.match(error.message, /details \[address=analytics:50051\]$/);
    });
  }

  it('INVALID_ARGUMENT is the fault of the request', () => {
    const error = toPortError(failure(status.INVALID_ARGUMENT), 'a:1');
    assert.deepEqual([error.name, error.message], ['InvalidRequestError', 'details']);
  });

  it('INTERNAL stays what it is', () => {
    const error = failure(status.INTERNAL);
    assert.equal(toPortError(error, 'a:1'), error);
  });
});
