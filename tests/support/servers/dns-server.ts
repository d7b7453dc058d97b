import { createSocket } from 'node:dgram';
import { once } from 'node:events';

/** A name server on the loopback that answers every name with the given addresses. */
export interface DnsServer {
  port: number;
  /** IPv4 addresses; may be changed at any time. */
  addresses: string[];
  close(): Promise<void>;
}

const HEADER_BYTES = 12;
const TYPE_A = 1;
const TYPE_NS = 2;

export interface DnsServerOptions {
  /** Of the loopback; without it a free one. */
  port?: number;
  /** The name server of every zone, without a dot. */
  nameServer?: string;
}

/** Enough of RFC 1035 for one question, and for A and NS records that may not be kept. */
export async function startDnsServer(
  addresses: string[],
  { port = 0, nameServer }: DnsServerOptions = {},
): Promise<DnsServer> {
  const socket = createSocket('udp4');
  const server: DnsServer = {
    port: 0,
    addresses,
    async close() {
      const closed = once(socket, 'close');
      socket.close();
      await closed;
    },
  };
  socket.on('message', (query, peer) => {
    const nameEnd = query.indexOf(0, HEADER_BYTES) + 1;
    const question = query.subarray(HEADER_BYTES, nameEnd + 4);
    const asked = question.readUInt16BE(question.length - 4);
    const found =
      asked === TYPE_A
        ? server.addresses.map((address) => toRecord(TYPE_A, address.split('.').map(Number)))
        : asked === TYPE_NS && nameServer !== undefined
          ? [toRecord(TYPE_NS, [nameServer.length, ...Buffer.from(nameServer), 0])]
          : [];
    const header = Buffer.alloc(HEADER_BYTES);
    query.copy(header, 0, 0, 2);
    header.writeUInt16BE(0x84_00, 2);
    header.writeUInt16BE(1, 4);
    header.writeUInt16BE(found.length, 6);
    socket.send(Buffer.concat([header, question, ...found]), peer.port, peer.address);
  });
  socket.bind(port, '127.0.0.1');
  await once(socket, 'listening');
  server.port = socket.address().port;
  return server;
}

/** The name by a pointer to the question, class IN, no time to live. */
function toRecord(type: number, data: readonly number[]): Buffer {
  return Buffer.from([0xc0, HEADER_BYTES, 0, type, 0, 1, 0, 0, 0, 0, 0, data.length, ...data]);
}
