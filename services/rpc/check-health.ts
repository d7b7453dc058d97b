import type { Client, MethodDefinition } from '@grpc/grpc-js';
import { Metadata } from '@grpc/grpc-js';
import { service } from 'grpc-health-check';
import { UnavailableError } from '#ports/errors.ts';
import { toPortError } from './status-mapping.ts';

type Check = MethodDefinition<{ service: string }, { status: string }>;

/**
 * Checks over the channel of `client` with the standard protocol, `grpc.health.v1.Health`. Resolves when the named service
 * serves; rejects with `UnavailableError`.
 */
export function checkHealth(client: Client, name: string, deadlineMs: number): Promise<void> {
  const { path, requestSerialize, responseDeserialize } = service.Check as Check;
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const options = { deadline: Date.now() + deadlineMs };
  const address = client.getChannel().getTarget();
  client.makeUnaryRequest(
    path,
    requestSerialize,
    responseDeserialize,
    { service: name },
    new Metadata(),
    options,
    (error, answer) => {
      if (error) reject(toPortError(error, address));
      else if (answer?.status === 'SERVING') resolve();
      else reject(new UnavailableError(`The service is ${answer?.status} [address=${address}]`));
    },
  );
  return promise;
}
