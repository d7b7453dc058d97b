/** A click, or a press of Space, on something that is replaced between press and release would be lost. */
export function untilReleased(): Promise<void> {
  if (!document.querySelector('#results :active')) return Promise.resolve();
  return new Promise((resolve) => {
    // After the click, which comes after the release.
    const done = () => setTimeout(resolve);
    for (const event of ['pointerup', 'pointercancel', 'keyup', 'blur'])
      addEventListener(event, done, { once: true });
  });
}
