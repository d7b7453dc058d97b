import type { ChannelOptions } from '@grpc/grpc-js';
import { MAX_MESSAGE_BYTES } from './analytics-proto.ts';

const MESSAGE_LIMITS = {
  'grpc.max_send_message_length': MAX_MESSAGE_BYTES,
  'grpc.max_receive_message_length': MAX_MESSAGE_BYTES,
};

/** A connection that has died without a word is noticed after these two. */
const KEEPALIVE = { 'grpc.keepalive_time_ms': 20_000, 'grpc.keepalive_timeout_ms': 5_000 };

/**
 * Each call goes to the next of the servers that are connected; one that fails most of its calls is left out for a
 * while. Health is not watched by the client (this gRPC library cannot): a server that goes says so by closing its
 * connections in good order, one that hangs is found out by keepalive and by its failures.
 */
const BALANCING = {
  loadBalancingConfig: [
    {
      outlier_detection: {
        interval: { seconds: 5, nanos: 0 },
        base_ejection_time: { seconds: 10, nanos: 0 },
        max_ejection_time: { seconds: 60, nanos: 0 },
        max_ejection_percent: 50,
        failure_percentage_ejection: {
          threshold: 60,
          enforcement_percentage: 100,
          minimum_hosts: 2,
          request_volume: 3,
        },
        child_policy: [{ round_robin: {} }],
      },
    },
  ],
};

/**
 * Calls are tried again by the client itself, not by a `retryPolicy`: gRPC's deadline spans all attempts, so that one
 * server which hangs would use it up. What a server has refused unseen, as it goes, gRPC sends once more by itself.
 */
export const CLIENT_OPTIONS: ChannelOptions = {
  ...MESSAGE_LIMITS,
  ...KEEPALIVE,
  'grpc.keepalive_permit_without_calls': 1,
  'grpc.service_config': JSON.stringify(BALANCING),
  'grpc.service_config_disable_resolution': 1,
  // A call must be held as a whole to be sent again.
  'grpc.per_rpc_retry_buffer_size': MAX_MESSAGE_BYTES + 4_096,
  'grpc.retry_buffer_size': 8 * MAX_MESSAGE_BYTES,
  'grpc.enable_http_proxy': 0,
  'grpc.initial_reconnect_backoff_ms': 100,
  'grpc.max_reconnect_backoff_ms': 2_000,
  // Names are looked up again when a connection ends; the server ends each after its age.
  'grpc.dns_min_time_between_resolutions_ms': 1_000,
};

/** A server cannot be reached anew over old connections: each is ended after its age, give or take a tenth. */
export function serverOptions(maxConnectionAgeMs: number): ChannelOptions {
  return {
    ...MESSAGE_LIMITS,
    ...KEEPALIVE,
    'grpc.max_connection_age_ms': maxConnectionAgeMs,
    // Longer than the deadline of any call.
    'grpc.max_connection_age_grace_ms': 30_000,
  };
}
