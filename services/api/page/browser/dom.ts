/** The element with this id, when it is of this kind. */
export function byId<Kind extends HTMLElement>(id: string, kind: new () => Kind): Kind | undefined {
  const found = document.getElementById(id);
  return found instanceof kind ? found : undefined;
}

/** Tells a screen reader, without moving the focus. */
export function announce(text: string): void {
  const place = byId('announcement', HTMLElement);
  if (place && place.textContent !== text) place.textContent = text;
}

/** The state of the connection, for everyone; an empty text when it is good. */
export function showConnection(text: string): void {
  const place = byId('connection', HTMLElement);
  if (place && place.textContent !== text) place.textContent = text;
}

/** Whether a key belongs to a field that takes text or has keys of its own. */
export function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.matches('textarea, select, input:not([type="checkbox"])'))
  );
}
