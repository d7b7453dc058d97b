/** `VPCs: 5 used, 1 needed, 5 allowed`. */
export function describeLimit({
  what,
  used,
  needed,
  allowed,
}: {
  what: string;
  used: number | null;
  needed: number;
  allowed: number | null;
}): string {
  return `${what}: ${used ?? '?'} used, ${needed} needed, ${allowed ?? '?'} allowed`;
}
