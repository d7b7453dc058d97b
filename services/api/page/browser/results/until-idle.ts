/** Resolves when results can be replaced without the loss of a click or of text that is being typed. */
export async function untilIdle(): Promise<void> {
  await untilReleased();
  await untilEntered();
}

/** A click, or a press of Space, on something that is replaced between press and release would be lost. */
function untilReleased(): Promise<void> {
  if (!document.querySelector('#results :active')) return Promise.resolve();
  return new Promise((resolve) => {
    // After the click, which comes after the release.
    const done = () => setTimeout(resolve);
    for (const event of ['pointerup', 'pointercancel', 'keyup', 'blur'])
      addEventListener(event, done, { once: true });
  });
}

/** Text that is typed into a filter becomes part of the query when the field is left or Enter is pressed. */
function untilEntered(): Promise<void> {
  const field = document.activeElement;
  if (!(field instanceof HTMLInputElement) || !field.closest('#results')) return Promise.resolve();
  const inQuery = new URLSearchParams(location.search).get(field.name) ?? '';
  if (field.form === null || [field.defaultValue, inQuery].includes(field.value.trim()))
    return Promise.resolve();
  return new Promise((resolve) => {
    // After the event has reached those who ask for results, which replace the awaited ones.
    const done = () => setTimeout(resolve);
    for (const event of ['change', 'blur']) field.addEventListener(event, done, { once: true });
  });
}
