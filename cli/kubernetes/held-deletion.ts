import type { KubeObject } from './objects.ts';

/** Finalizers that Kubernetes and its storage and balancer controllers remove by themselves. */
const USUAL =
  /^(foregroundDeletion|orphan|kubernetes|kubernetes\.io\/pvc?-protection|external-(attacher|provisioner)[./].*|service\.kubernetes\.io\/.*|batch\.kubernetes\.io\/.*|snapshot\.storage\.kubernetes\.io\/.*)$/;

/** Finalizers of an object that only a controller outside of Kubernetes removes. */
export function foreignFinalizers({ metadata }: KubeObject): string[] {
  return (metadata.finalizers ?? []).filter((one) => !USUAL.test(one));
}

/** The command that removes all finalizers of an object. */
export function removeFinalizers({ kind, metadata: { name, namespace } }: KubeObject): string[] {
  const place = namespace === undefined ? [] : ['-n', namespace];
  const patch = ['--type=merge', '-p', '{"metadata":{"finalizers":null}}'];
  return ['kubectl', 'patch', kind.toLowerCase(), name, ...place, ...patch];
}
