import { send } from '#cli/http/request.ts';
import type { AddressFacts, Snapshot } from '#cli/kubernetes/diagnosis/snapshot.ts';
import type { Service } from '#cli/kubernetes/readiness/service.ts';
import { balancerAddress } from '#cli/kubernetes/readiness/service.ts';
import { askName } from '#cli/kubernetes/resolve-name.ts';
import { startDeadline } from '#lib/async/deadline.ts';
import { readSystemCode } from '#lib/system-code.ts';

const HTTP_TIMEOUT_MS = 4_000;

/** What the address of the load balancer does, asked from this machine; `null` without one. */
export async function askAddress({ objects }: Snapshot, signal: AbortSignal): Promise<AddressFacts | null> {
  const services = objects.filter(({ kind }) => kind === 'Service') as Service[];
  const service = services.find((one) => one.spec?.type === 'LoadBalancer' && balancerAddress(one) !== null);
  const address = service && balancerAddress(service);
  if (!address) return null;
  const name = await askName(address);
  if (name !== 'resolves') return { address, name, http: null };
  // Over TLS the name of the certificate is another one than the address.
  const plain = service.spec?.ports?.some(({ port }) => port === 80) ?? false;
  return { address, name, http: plain ? await askHttp(address, signal) : null };
}

async function askHttp(address: string, signal: AbortSignal): Promise<AddressFacts['http']> {
  using bound = startDeadline(HTTP_TIMEOUT_MS, { signal });
  const host = address.includes(':') ? `[${address}]` : address;
  try {
    const answer = await send({ url: `http://${host}`, proof: null }, '/readyz', { signal: bound.signal });
    answer.destroy();
    return 'answers';
  } catch (error) {
    signal.throwIfAborted();
    return /^ECONN(REFUSED|RESET)$/.test(readSystemCode(error) ?? '') ? 'refused' : 'silent';
  }
}
