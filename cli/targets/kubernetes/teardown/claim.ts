import type { KubeObject } from '#cli/kubernetes/objects.ts';

export interface Claim extends KubeObject {
  spec?: { volumeName?: string; resources?: { requests?: { storage?: string } } };
  status?: { phase?: string; capacity?: { storage?: string } };
}
