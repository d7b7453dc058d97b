import type { ChannelOptions } from '@grpc/grpc-js';
import { MAX_MESSAGE_BYTES } from './analytics-proto.ts';

const MESSAGE_LIMITS = {
  'grpc.max_send_message_length': MAX_MESSAGE_BYTES,
  'grpc.max_receive_message_length': MAX_MESSAGE_BYTES,
};

/** A dead connection is detected after the sum of these two. */
const KEEPALIVE = { 'grpc.keepalive_time_ms': 20_000, 'grpc.keepalive_timeout_ms': 5_000 };

/**
 * Each call goes to the next connected server; a server that fails most of its calls is skipped for a while. The
 * client does not watch health (this gRPC library cannot): a server that stops closes its connections gracefully, and
 * keepalive and failed calls detect one that hangs.
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
 * The client retries calls itself, without a `retryPolicy`: the gRPC deadline covers all attempts, so a single server
 * that hangs would use it up. gRPC itself resends, once, a call that a stopping server rejected unprocessed.
 */
export const CLIENT_OPTIONS: ChannelOptions = {
  ...MESSAGE_LIMITS,
  ...KEEPALIVE,
  'grpc.keepalive_permit_without_calls': 1,
  'grpc.service_config': JSON.stringify(BALANCING),
  'grpc.service_config_disable_resolution': 1,
  // A retry needs the whole call in memory.
  'grpc.per_rpc_retry_buffer_size': MAX_MESSAGE_BYTES + 4_096,
  'grpc.retry_buffer_size': 8 * MAX_MESSAGE_BYTES,
  'grpc.enable_http_proxy': 0,
  'grpc.initial_reconnect_backoff_ms': 100,
  'grpc.max_reconnect_backoff_ms': 2_000,
  // Names are resolved again when a connection ends; the server ends each after its maximum age.
  'grpc.dns_min_time_between_resolutions_ms': 1_000,
};

/** Old connections never reach new servers, so each ends after its maximum age, plus or minus a tenth. */
export function serverOptions(maxConnectionAgeMs: number): ChannelOptions {
  return {
    ...MESSAGE_LIMITS,
    ...KEEPALIVE,
    'grpc.max_connection_age_ms': maxConnectionAgeMs,
    // Longer than the deadline of any call.
    'grpc.max_connection_age_grace_ms': 30_000,
  };
}
