/** Environment variables. */
export type Env = Readonly<Record<string, string | undefined>>;

/**
 * The endpoint of a service from the environment, read like the AWS command line and eksctl: the service's own variable first,
 * then the general one. `undefined` for the endpoint of the region.
 */
export function chooseEndpoint(env: Env, sdkId: string): string | undefined {
  if (env.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS === 'true') return undefined;
  const own = env[`AWS_ENDPOINT_URL_${sdkId.toUpperCase().replaceAll(' ', '_')}`];
  return own || env.AWS_ENDPOINT_URL || undefined;
}

/** Keys in the environment. `undefined` leaves the search to the SDK: profiles, SSO, web identity, instance. */
export function chooseCredentials(
  env: Env,
  profile: string | undefined,
): { accessKeyId: string; secretAccessKey: string; sessionToken?: string } | undefined {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = env;
  if (profile !== undefined || env.AWS_PROFILE || !accessKeyId || !secretAccessKey) return undefined;
  return {
    accessKeyId,
    secretAccessKey,
    ...(env.AWS_SESSION_TOKEN && { sessionToken: env.AWS_SESSION_TOKEN }),
  };
}
