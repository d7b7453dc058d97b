import type { IncomingMessage } from 'node:http';
import type { Endpoint } from './endpoint.ts';
import { createOneConnection } from './one-connection.ts';
import { assertProven } from './prove-instance.ts';
import type { RequestOptions } from './request.ts';
import { send } from './request.ts';

/** A request with the token, on the connection on which the server has just proved that it is the instance. */
export async function sendProven(
  endpoint: Endpoint,
  path: string,
  options: Omit<RequestOptions, 'agent'>,
): Promise<IncomingMessage> {
  if (endpoint.proof === null) return send(endpoint, path, options);
  const agent = createOneConnection();
  try {
    await assertProven(endpoint, options.signal, agent);
    const answer = await send(endpoint, path, { ...options, agent });
    answer.once('close', () => agent.destroy());
    return answer;
  } catch (error) {
    agent.destroy();
    throw error;
  }
}
