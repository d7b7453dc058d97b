import { hostname } from 'node:os';
import type { Options, SocketOptions } from 'amqplib';

/** Which RabbitMQ, and as whom. */
export interface BrokerAddress {
  /** `amqp:` or `amqps:`; the path is the virtual host. Userinfo in it is not looked at. */
  url: URL;
  username: string | null;
  password: string | null;
  /** For `amqps:`: the certificate authority, and the client's certificate and key. PEM. */
  tls?: { ca: string | null; cert: string | null; key: string | null };
}

export interface ConnectArguments {
  url: Options.Connect;
  socket: SocketOptions;
}

const HEARTBEAT_SECONDS = 10;
const CONNECT_TIMEOUT_MS = 10_000;

/** What the client library wants to hear; `name` is what the server's operator sees. */
export function connectArguments(
  { url, username, password, tls }: BrokerAddress,
  name: string,
): ConnectArguments {
  const isTls = url.protocol === 'amqps:';
  // The library decodes the virtual host once more.
  const vhost = url.pathname.length > 1 ? url.pathname.slice(1) : encodeURIComponent('/');
  return {
    url: {
      protocol: isTls ? 'amqps' : 'amqp',
      hostname: url.hostname.replace(/^\[|\]$/g, ''),
      port: Number(url.port) || (isTls ? 5_671 : 5_672),
      username: username ?? 'guest',
      password: password ?? 'guest',
      vhost,
      heartbeat: HEARTBEAT_SECONDS,
      frameMax: 131_072,
    },
    socket: {
      noDelay: true,
      keepAlive: true,
      timeout: CONNECT_TIMEOUT_MS,
      clientProperties: { connection_name: name, product: 'influscope', host: hostname() },
      ...(isTls && { minVersion: 'TLSv1.2', ...withoutNulls(tls ?? {}) }),
    },
  };
}

/** Host and port alone: for messages. */
export function describeAddress({ url }: BrokerAddress): string {
  return `RabbitMQ at ${url.host}`;
}

function withoutNulls(object: object): object {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== null));
}
