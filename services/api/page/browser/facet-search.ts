/** The search field of a long facet hides the values that do not contain its text. */
export function startFacetSearch(): void {
  document.addEventListener('input', ({ target }) => {
    if (!(target instanceof HTMLInputElement) || target.dataset.find === undefined) return;
    const text = target.value.trim().toLowerCase();
    let shown = 0;
    for (const value of target.parentElement?.querySelectorAll<HTMLElement>('li') ?? []) {
      const name = value.querySelector('.option-name')?.textContent?.toLowerCase() ?? '';
      value.hidden = !name.includes(text);
      if (!value.hidden) shown++;
    }
    const none = target.parentElement?.querySelector<HTMLElement>('.no-value');
    if (none) none.hidden = shown > 0;
  });
  // Enter in this field must not submit the form.
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && event.target instanceof HTMLInputElement && event.target.dataset.find)
      event.preventDefault();
  });
}
