/**
 * Loaded with `--import` into a process that is measured: SIGUSR2 makes it append a line to the file ALLOCATIONS_FILE: the bytes
 * that JavaScript has allocated since the start in this thread, without buffers outside of V8's heap.
 */
import { appendFileSync } from 'node:fs';
import type { GCProfilerResult } from 'node:v8';
import { GCProfiler, getHeapStatistics } from 'node:v8';

let profiler = startProfiler();
let usedBytes = getHeapStatistics().used_heap_size;
let allocatedBytes = 0;

process.on('SIGUSR2', () => {
  const { statistics } = profiler.stop() as GCProfilerResult;
  profiler = startProfiler();
  // Between two collections, the heap grows by what was allocated.
  for (const { beforeGC, afterGC } of statistics) {
    allocatedBytes += Math.max(0, beforeGC.heapStatistics.usedHeapSize - usedBytes);
    usedBytes = afterGC.heapStatistics.usedHeapSize;
  }
  const now = getHeapStatistics().used_heap_size;
  allocatedBytes += Math.max(0, now - usedBytes);
  usedBytes = now;
  appendFileSync(process.env.ALLOCATIONS_FILE ?? '', `${allocatedBytes}\n`);
});

function startProfiler(): GCProfiler {
  const started = new GCProfiler();
  started.start();
  return started;
}
