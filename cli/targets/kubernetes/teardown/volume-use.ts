import type { KubeClient } from '#cli/kubernetes/client/client.ts';
import type { KubeObject } from '#cli/kubernetes/objects.ts';

interface Summary {
  pods?: { volume?: { usedBytes?: number; pvcRef?: { name?: string; namespace?: string } }[] }[];
}

/** Bytes used on each claim, as the nodes tell it; what they do not tell is left out. */
export async function readVolumeUse(
  client: KubeClient,
  namespace: string,
  pods: readonly KubeObject[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, number>> {
  const withClaims = pods as readonly (KubeObject & {
    spec?: { nodeName?: string; volumes?: { persistentVolumeClaim?: object }[] };
  })[];
  const nodes = new Set(
    withClaims
      .filter(({ spec }) => spec?.volumes?.some(({ persistentVolumeClaim }) => persistentVolumeClaim))
      .flatMap(({ spec }) => spec?.nodeName ?? []),
  );
  const used = new Map<string, number>();
  await Promise.all(
    [...nodes].map(async (node) => {
      const path = `/api/v1/nodes/${encodeURIComponent(node)}/proxy/stats/summary`;
      try {
        const answer = await client.stream(path, 'Use of volumes', { signal });
        let text = '';
        for await (const chunk of answer.setEncoding('utf8')) text += chunk;
        for (const volume of ((JSON.parse(text) as Summary).pods ?? []).flatMap(
          ({ volume = [] }) => volume,
        )) {
          const { usedBytes, pvcRef } = volume;
          if (pvcRef?.namespace === namespace && pvcRef.name && usedBytes !== undefined)
            used.set(pvcRef.name, usedBytes);
        }
      } catch {
        // Not everybody may ask a node.
      }
    }),
  );
  return used;
}
