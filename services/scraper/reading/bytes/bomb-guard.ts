import { InputFault } from '../input-fault.ts';

const MIB = 1024 * 1024;
/** Lists and exports unpack to 3 to 40 times their size; DEFLATE can reach 1,032 times. */
const MAX_RATIO = 200;
/** Below this a ratio says nothing. */
const RATIO_FROM_BYTES = 64 * MIB;
/** What one input may unpack to. */
const MAX_UNPACKED_BYTES = 32 * 1024 * MIB;

/** Throws `InputFault` when packed bytes unpack to far more than any list does. */
export interface BombGuard {
  countPacked(bytes: number): void;
  countUnpacked(bytes: number): void;
}

export function createBombGuard(name: string): BombGuard {
  let packed = 0;
  let unpacked = 0;
  return {
    countPacked(bytes) {
      packed += bytes;
    },
    countUnpacked(bytes) {
      unpacked += bytes;
      if (unpacked > RATIO_FROM_BYTES && unpacked > packed * MAX_RATIO) {
        throw new InputFault('unpacks_too_far', `${name} unpacks to more than ${MAX_RATIO} times its size`, {
          text: 'unpack it first, and import the file that contains the rows',
        });
      }
      if (unpacked > MAX_UNPACKED_BYTES) {
        throw new InputFault('unpacks_too_far', `${name} unpacks to more than 32 GB`, {
          text: 'unpack it first, and import it in parts',
        });
      }
    },
  };
}
