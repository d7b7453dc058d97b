/** Why tests against an AWS API are left out; `false` when they run. They never run against AWS itself. */
export function awsSkipReason(): string | false {
  const { AWS_ENDPOINT_URL: url, REQUIRE_SERVERS: required } = process.env;
  if (url && ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(url).hostname)) return false;
  if (required === '1')
    throw new Error('AWS_ENDPOINT_URL of an AWS API on this machine is needed for these tests');
  return 'needs AWS_ENDPOINT_URL of an AWS API on this machine';
}
