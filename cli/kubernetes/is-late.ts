/** Was the operation ended because its time was up? Then what it waited for says more than that. */
export function isLate({ aborted, reason }: AbortSignal): boolean {
  return aborted && (reason as { code?: unknown } | undefined)?.code === 'timeout';
}
