import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import type { MethodDefinition } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { ROOT } from '../platform/cli.ts';

/** A span as it was exported; ids in hexadecimal, `parentId` empty at the root of a trace. */
export interface ReceivedSpan {
  service: string;
  name: string;
  traceId: string;
  spanId: string;
  parentId: string;
  attributes: Record<string, string | number | boolean | undefined>;
  links: { traceId: string; spanId: string }[];
  failed: boolean;
}

export interface OtlpReceiver {
  /** For `OTEL_EXPORTER_OTLP_ENDPOINT`. */
  endpoint: string;
  spans: ReceivedSpan[];
  close(): Promise<void>;
}

interface Wire {
  resource_spans: {
    resource: { attributes: Attribute[] };
    scope_spans: { spans: WireSpan[] }[];
  }[];
}
interface WireSpan {
  trace_id: Buffer;
  span_id: Buffer;
  parent_span_id: Buffer;
  name: string;
  attributes: Attribute[];
  links: { trace_id: Buffer; span_id: Buffer }[];
  status: { code: number } | null;
}
interface Attribute {
  key: string;
  value: { value: string; [kind: string]: string | number | boolean };
}

/** A collector of OTLP traces over HTTP with protobuf; keeps what it is sent. */
export async function startOtlpReceiver(): Promise<OtlpReceiver> {
  const definition = loadSync(join(ROOT, 'tests/support/servers/otlp-traces.proto'), {
    keepCase: true,
    defaults: true,
    arrays: true,
    longs: Number,
    oneofs: true,
  });
  const service = definition['opentelemetry.proto.collector.trace.v1.TraceService'];
  const { Export } = service as unknown as Record<string, MethodDefinition<Wire, unknown>>;
  const decode = Export?.requestDeserialize as (bytes: Buffer) => Wire;
  const spans: ReceivedSpan[] = [];
  const server = createServer(async (request, response) => {
    const isTraces = request.method === 'POST' && request.url === '/v1/traces';
    if (isTraces) spans.push(...spansOf(decode(await buffer(request))));
    response.writeHead(isTraces ? 200 : 404, { 'content-type': 'application/x-protobuf' }).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function spansOf({ resource_spans }: Wire): ReceivedSpan[] {
  return resource_spans.flatMap(({ resource, scope_spans }) => {
    const service = String(valuesOf(resource.attributes)['service.name']);
    return scope_spans.flatMap(({ spans }) =>
      spans.map((span) => ({
        service,
        name: span.name,
        traceId: span.trace_id.toString('hex'),
        spanId: span.span_id.toString('hex'),
        parentId: span.parent_span_id.toString('hex'),
        attributes: valuesOf(span.attributes),
        links: span.links.map((link) => ({
          traceId: link.trace_id.toString('hex'),
          spanId: link.span_id.toString('hex'),
        })),
        failed: span.status?.code === 2,
      })),
    );
  });
}

function valuesOf(attributes: Attribute[]): ReceivedSpan['attributes'] {
  return Object.fromEntries(
    attributes.map(({ key, value }) => {
      const set = ['string_value', 'bool_value', 'int_value', 'double_value'].find((kind) => value[kind]);
      return [key, set === undefined ? undefined : value[set]];
    }),
  );
}
