/** Free space below which stores write nothing more: room for one log of each store, and for the end of the process. */
export const NEEDED_DISK_BYTES = 20_000_000;

/** `disk full: 3 MB free, 20 MB needed`. A disk can also be full with free bytes: it has no inodes left. */
export function describeFullDisk(freeBytes: number): string {
  const megabytes = (bytes: number) => `${Math.floor(bytes / 1_000_000)} MB`;
  if (freeBytes >= NEEDED_DISK_BYTES)
    return `disk full: ${megabytes(freeBytes)} free, but no room for a file (see df -i)`;
  return `disk full: ${megabytes(freeBytes)} free, ${megabytes(NEEDED_DISK_BYTES)} needed`;
}
