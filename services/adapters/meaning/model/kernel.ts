import { WASM } from './kernel-wasm.ts';

/** Addresses are bytes in the memory; `wasm/meaning/kernel.ts` describes the functions. */
export interface Kernel {
  multiply(
    rows: number,
    count: number,
    scales: number,
    weights: number,
    depth: number,
    columns: number,
    weightScale: number,
    bias: number,
    before: number,
    after: number,
    addStride: number,
    relu: number,
    out: number,
    stride: number,
  ): void;
  largest(from: number, length: number): number;
  quantize(from: number, length: number, most: number, to: number): number;
  normalizeRows(at: number, count: number, width: number, gamma: number, beta: number, epsilon: number): void;
  averageRows(from: number, count: number, width: number, to: number): void;
  expandRow(packed: number, scale: number, lowest: number, to: number): void;
}

/** The kernel with a separate memory of at least `bytes`. */
export function openKernel(bytes: number): { kernel: Kernel; memory: ArrayBuffer } {
  const memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / 65_536) });
  const module = new WebAssembly.Module(Buffer.from(WASM, 'base64'));
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  return { kernel: exports as unknown as Kernel, memory: memory.buffer };
}
