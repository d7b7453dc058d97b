/** The location of objects, from a URL. */
export interface S3Location {
  bucket: string;
  /** `null` for Amazon's own. */
  endpoint: string | null;
  /** `null` leaves it to the SDK: `AWS_REGION`, the profile. */
  region: string | null;
}

/** Default region of other S3 servers. */
const DEFAULT_REGION = 'us-east-1';

/** 3 to 63 of these, neither end a `.` or `-`: Amazon's rule, which the others share. */
const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

/** Reads `s3://bucket?endpoint=http://…&region=…`. Answers the fault in words when it cannot be used. */
export function parseS3Location(url: URL): S3Location | { fault: string } {
  const { hostname: bucket, pathname, searchParams } = url;
  if (!BUCKET.test(bucket))
    return { fault: `"${bucket}" is no bucket name, expected s3://bucket?endpoint=…` };
  if (pathname !== '' && pathname !== '/') {
    return { fault: `only a bucket can be named, not the path "${pathname}" in it` };
  }
  const strange = [...searchParams.keys()].find((name) => name !== 'endpoint' && name !== 'region');
  if (strange !== undefined) return { fault: `"${strange}" is unknown, expected endpoint or region` };
  const endpoint = searchParams.get('endpoint') || null;
  if (endpoint !== null && !isServer(endpoint)) {
    return { fault: 'endpoint: expected http://host:port or https://host:port, without credentials' };
  }
  return { bucket, endpoint, region: searchParams.get('region') || (endpoint && DEFAULT_REGION) };
}

function isServer(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password } = new URL(text);
  return ['http:', 'https:'].includes(protocol) && username === '' && password === '';
}
