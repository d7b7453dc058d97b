/** Calls `act` when the changes made so far have been painted. A page that is not visible is not painted, so it calls `act` later. */
export function afterPaint(act: () => void): void {
  requestAnimationFrame(() => setTimeout(act));
}
