/** The location of objects, from a URL. */
export interface S3Location {
  bucket: string;
  /** `null` for Amazon's own. */
  endpoint: string | null;
  /** `null` leaves it to the SDK: `AWS_REGION`, the profile. */
  region: string | null;
}

export interface S3LocationFault {
  code: 'invalid_bucket' | 'path_in_url' | 'unknown_option' | 'invalid_endpoint';
  /** For people. */
  fault: string;
}

/** Default region of other S3 servers. */
const DEFAULT_REGION = 'us-east-1';

/** 3 to 63 of these, neither end a `.` or `-`: Amazon's rule, which the others share. */
const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

/** Reads `s3://bucket?endpoint=http://…&region=…`. Returns the fault when it is invalid. */
export function parseS3Location(url: URL): S3Location | S3LocationFault {
  const { hostname: bucket, pathname, searchParams } = url;
  if (!BUCKET.test(bucket))
    return {
      code: 'invalid_bucket',
      fault: `"${bucket}" is not a valid bucket name; use s3://bucket?endpoint=…`,
    };
  if (pathname !== '' && pathname !== '/') {
    return { code: 'path_in_url', fault: `remove the path "${pathname}"; the URL names only a bucket` };
  }
  const strange = [...searchParams.keys()].find((name) => name !== 'endpoint' && name !== 'region');
  if (strange !== undefined) {
    return { code: 'unknown_option', fault: `unknown option "${strange}"; use endpoint or region` };
  }
  const endpoint = searchParams.get('endpoint') || null;
  if (endpoint !== null && !isServer(endpoint)) {
    return {
      code: 'invalid_endpoint',
      fault: 'the endpoint must be http://host:port or https://host:port, without credentials',
    };
  }
  return { bucket, endpoint, region: searchParams.get('region') || (endpoint && DEFAULT_REGION) };
}

function isServer(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password } = new URL(text);
  return ['http:', 'https:'].includes(protocol) && username === '' && password === '';
}
