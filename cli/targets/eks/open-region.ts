import type { Aws } from '#cli/aws/aws.ts';
import { openAws } from '#cli/aws/aws.ts';
import { UserError } from '#cli/errors.ts';
import type { Env } from '#cli/settings/settings.ts';
import { readClusterConfig } from './cluster/cluster-config.ts';
import type { Eks } from './eks.ts';

/** AWS in the region of the instance: the remembered one, otherwise the configured one. */
export async function openRegion(eks: Eks): Promise<Aws> {
  return openAws({ region: await chooseRegion(eks), env: eks.env });
}

/**
 * The first of: the remembered region, which a setting must not contradict; the setting; the user's cluster configuration;
 * the environment; the profile; the shipped cluster configuration.
 */
async function chooseRegion(eks: Eks): Promise<string> {
  const { values } = eks.settings;
  const remembered = eks.state()?.region ?? null;
  if (remembered !== null && values.region !== null && values.region !== remembered) {
    throw new UserError(`The instance "${eks.name}" is in ${remembered}, not in ${values.region}`, {
      code: 'region_differs',
      hint: { text: 'remove --region, or choose another --name' },
    });
  }
  const known = remembered ?? values.region;
  if (known !== null) return known;
  const configured = readClusterConfig(eks).region;
  if (values.cluster_config !== null && configured !== null) return configured;
  return (await usualRegion(eks.env)) ?? configured ?? 'us-east-1';
}

/** Like the AWS command line: from the environment, or from the profile. */
async function usualRegion(env: Env): Promise<string | null> {
  const said = env.AWS_REGION || env.AWS_DEFAULT_REGION;
  if (said) return said;
  const { STSClient } = await import('@aws-sdk/client-sts');
  const client = new STSClient(env.AWS_PROFILE ? { profile: env.AWS_PROFILE } : {});
  try {
    return await client.config.region();
  } catch {
    return null;
  } finally {
    client.destroy();
  }
}
