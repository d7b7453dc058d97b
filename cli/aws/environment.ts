/** Environment variables. */
export type Env = Readonly<Record<string, string | undefined>>;

/**
 * The address that the environment names for a service, as the AWS command line and eksctl read it: the service's own
 * before the general one. `undefined`: the region's.
 */
export function chooseEndpoint(env: Env, sdkId: string): string | undefined {
  if (env.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS === 'true') return undefined;
  const own = env[`AWS_ENDPOINT_URL_${sdkId.toUpperCase().replaceAll(' ', '_')}`];
  return own || env.AWS_ENDPOINT_URL || undefined;
}

/** Keys that the environment holds; `undefined` leaves the search to the SDK: profiles, SSO, web identity, instance. */
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
