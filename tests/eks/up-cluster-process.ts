/** `influscope up --target eks`, but for what comes after the cluster: that is the same on any cluster, and tried there. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadSettings } from '#cli/settings/settings.ts';
import { createEksTarget } from '#cli/targets/eks/eks-target.ts';

const { env } = process;
const settings = await loadSettings({ flags: {}, env, cwd: process.cwd() });
const root = join(fileURLToPath(import.meta.url), '../../..');
const target = createEksTarget({ name: settings.values.name, settings, root, env, clock: Date.now });
const consent = { yes: true, ask: null };
const { signal } = new AbortController();
for await (const event of target.up({ port: null, until: 'ready', consent, signal })) {
  process.stdout.write(`${JSON.stringify(event)}\n`);
  if (event.type === 'step' && event.step === 'nodes-ready') break;
}
target.close?.();
