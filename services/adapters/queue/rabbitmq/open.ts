import type { Adapter } from '#adapters/adapter.ts';
import { parseServerUrl } from '#adapters/server-url.ts';
import type { Queue } from '#ports/queue.ts';
import { fileContent, readVariables, secret } from '#runtime/config/variable.ts';
import { MAX_DEPTH } from '../max-depth.ts';
import { createRabbitMqQueue } from './rabbitmq-queue.ts';

const variables = {
  maxDepth: MAX_DEPTH,
  username: secret('QUEUE_USERNAME', 'RabbitMQ user; default `guest`'),
  password: secret('QUEUE_PASSWORD', 'RabbitMQ password; default `guest`'),
  ca: fileContent('QUEUE_CA_FILE', 'for `amqps://`: PEM file of the certificate authority'),
  cert: fileContent('QUEUE_CERT_FILE', 'for `amqps://`: PEM file of the client certificate'),
  key: fileContent('QUEUE_KEY_FILE', 'for `amqps://`: PEM file of the client key'),
};

export const adapter: Adapter<Queue> = {
  variables,
  configure(url, environment) {
    const server = parseServerUrl('QUEUE', url, environment);
    const { maxDepth, username, password, ...tls } = readVariables(variables, environment);
    const address = {
      url: server.url,
      username: username ?? server.username,
      password: password ?? server.password,
      tls,
    };
    return ({ services, logger }) =>
      createRabbitMqQueue({
        address,
        maxDepth,
        name: `influscope ${services.join('+')}`,
        onError: (err) => logger.warn({ err }, 'queue error; retrying'),
      });
  },
};
