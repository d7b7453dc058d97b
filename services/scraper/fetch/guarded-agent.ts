import type { LookupFunction } from 'node:net';
import { isIP } from 'node:net';
import type { SecureContextOptions } from 'node:tls';
import { Agent, buildConnector } from 'undici';
import { AvatarFault } from '../avatars/avatar-fault.ts';
import type { AddressRule } from './address-rule.ts';
import { NOT_PUBLIC } from './address-rule.ts';
import type { ResolveHost } from './resolve-host.ts';

export interface GuardedAgentOptions {
  resolveHost: ResolveHost;
  rule: AddressRule;
  connectMs: number;
  /** Authorities instead of the system's. */
  ca?: SecureContextOptions['ca'];
}

const MAX_HEADER_BYTES = 16 * 1024;
const KEEP_ALIVE_MS = 4_000;

/**
 * Connections to allowed addresses only. A name is resolved once for each connection, every one of its addresses is
 * checked, and the connection is made to what was checked; so a name server that answers otherwise the next moment gains
 * nothing. The name stays in `Host` and in the TLS handshake. No proxy, no cookies, HTTP/1.1.
 */
export function createGuardedAgent({ resolveHost, rule, connectMs, ca }: GuardedAgentOptions): Agent {
  const lookup: LookupFunction = (hostname, { all }, callback) => {
    checkedAddresses(hostname, resolveHost, rule).then(
      (addresses) => {
        const [first] = addresses;
        if (all) callback(null, addresses);
        else callback(null, first?.address ?? '', first?.family ?? 0);
      },
      (error) => callback(error, '', 0),
    );
  };
  const connect = buildConnector({
    lookup,
    timeout: connectMs,
    allowH2: false,
    ...(ca !== undefined && { ca }),
  });
  return new Agent({
    maxHeaderSize: MAX_HEADER_BYTES,
    keepAliveTimeout: KEEP_ALIVE_MS,
    keepAliveMaxTimeout: KEEP_ALIVE_MS,
    allowH2: false,
    connect(options, callback) {
      connect(options, (...[error, socket]) => {
        if (error !== null) return callback(error, null);
        // Whatever way led here, this is where the bytes go.
        if (rule.allowsAddress(socket.remoteAddress ?? '')) return callback(null, socket);
        socket.destroy();
        callback(new AvatarFault(NOT_PUBLIC), null);
      });
    },
  });
}

/** Rejects with `AvatarFault` when a single one of the name's addresses is not allowed. */
async function checkedAddresses(hostname: string, resolveHost: ResolveHost, rule: AddressRule) {
  const addresses = await resolveHost(hostname);
  if (addresses.length === 0 || !addresses.every((address) => rule.allowsAddress(address))) {
    throw new AvatarFault(NOT_PUBLIC);
  }
  return addresses.map((address) => ({ address, family: isIP(address) }));
}
