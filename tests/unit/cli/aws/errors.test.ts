import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AwsError } from '#cli/aws/errors.ts';
import { explainAwsError, isNotFound, isTransient } from '#cli/aws/errors.ts';
import { OperationError } from '#cli/errors.ts';

/** An error as the SDK throws it. */
function sdkError(name: string, message: string, status?: number): Error {
  return Object.assign(new Error(message), {
    name,
    $metadata: status === undefined ? {} : { httpStatusCode: status },
  });
}

const CASES: [name: string, message: string, status: number | undefined, code: string][] = [
  ['ExpiredToken', 'The security token included in the request is expired', 403, 'aws_credentials_expired'],
  ['ExpiredTokenException', 'The security token is expired', 403, 'aws_credentials_expired'],
  ['RequestExpired', 'Request has expired.', 400, 'aws_credentials_expired'],
  ['InvalidClientTokenId', 'The security token is invalid.', 403, 'aws_credentials_invalid'],
  ['UnrecognizedClientException', 'The security token is invalid.', 403, 'aws_credentials_invalid'],
  ['AuthFailure', 'AWS was not able to validate the credentials', 401, 'aws_credentials_invalid'],
  [
    'CredentialsProviderError',
    'Could not load credentials from any providers',
    undefined,
    'aws_credentials_missing',
  ],
  [
    'CredentialsProviderError',
    'The SSO session associated with this profile has expired',
    undefined,
    'aws_credentials_expired',
  ],
  ['SignatureDoesNotMatch', 'Signature expired: 20261123T1 is now earlier than 20261123T2', 403, 'aws_clock'],
  ['UnauthorizedOperation', 'You are not authorized', 403, 'aws_denied'],
  ['AccessDeniedException', 'User is not authorized to perform: eks:CreateCluster', 403, 'aws_denied'],
  ['Throttling', 'Rate exceeded', 400, 'aws_throttled'],
  ['RequestLimitExceeded', 'Request limit exceeded.', 503, 'aws_throttled'],
  ['ResourceNotFoundException', 'No cluster found for name: x.', 404, 'aws_not_found'],
  ['ValidationError', 'Stack with id x does not exist', 400, 'aws_not_found'],
  ['ValidationError', 'Stack:x is in ROLLBACK_COMPLETE state and can not be updated.', 400, 'aws_refused'],
  ['InvalidVolume.NotFound', "The volume 'vol-1' does not exist.", 400, 'aws_not_found'],
  ['InvalidGroup.NotFound', "The security group 'sg-1' does not exist", 400, 'aws_not_found'],
  ['InvalidNetworkInterfaceID.NotFound', 'gone', 400, 'aws_not_found'],
  ['LoadBalancerNotFound', 'gone', 400, 'aws_not_found'],
  ['NoSuchEntity', 'Role x not found', 404, 'aws_not_found'],
  ['TimeoutError', 'no answer', undefined, 'aws_unreachable'],
  ['InvalidParameterException', 'unsupported', 400, 'aws_refused'],
];

test('tells apart what AWS and its services say in many ways', () => {
  for (const [name, message, status, code] of CASES) {
    const explained = explainAwsError(sdkError(name, message, status), { service: 'eks', action: 'X' });
    assert.equal(explained.code, code, `${name}: ${message}`);
    assert.ok(explained.hint, name);
  }
});

test('names the action that is not allowed and keeps what AWS said', () => {
  const explained = explainAwsError(sdkError('AccessDeniedException', 'no policy allows it', 403), {
    service: 'eks',
    action: 'DeleteCluster',
  }) as AwsError;
  assert.match(explained.message, /do not allow eks:DeleteCluster: no policy allows it/);
  assert.equal(explained.said, 'no policy allows it');
  assert.equal(explained.status, 403);
});

test('calls a lost connection unreachable and worth another try', () => {
  const lost = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:1'), { code: 'ECONNREFUSED' });
  const explained = explainAwsError(lost, { service: 'sts', action: 'GetCallerIdentity' });
  assert.equal(explained.code, 'aws_unreachable');
  assert.ok(isTransient(explained));
  assert.ok(!isTransient(explainAwsError(sdkError('AccessDenied', 'no', 403))));
  assert.ok(isTransient(explainAwsError(sdkError('InternalFailure', 'oh', 500))));
});

test('sees that something is not there before and after it was explained', () => {
  const gone = sdkError('ResourceNotFoundException', 'gone', 404);
  assert.ok(isNotFound(gone));
  assert.ok(isNotFound(explainAwsError(gone)));
  assert.ok(!isNotFound(explainAwsError(sdkError('AccessDenied', 'no', 403))));
});

test('passes on what is explained already', () => {
  const known = new OperationError('known', { code: 'known' });
  assert.equal(explainAwsError(known), known);
});
