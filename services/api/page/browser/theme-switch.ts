const MAX_AGE_SECONDS = 365 * 86_400;

/** Changes the colours at once. Without scripts the link does the same with a reload. */
export function startThemeSwitch(): void {
  document.addEventListener('click', (event) => {
    const link =
      event.target instanceof Element ? event.target.closest<HTMLElement>('[data-set-theme]') : null;
    const theme = link?.dataset.setTheme;
    if (theme === undefined) return;
    event.preventDefault();
    document.documentElement.dataset.theme = theme;
    // biome-ignore lint/suspicious/noDocumentCookie: the server reads it, and the other interface is not in all browsers
    document.cookie = `theme=${theme}; path=/; max-age=${MAX_AGE_SECONDS}; samesite=lax`;
    document.querySelector<HTMLElement>(`[data-set-theme="${theme === 'dark' ? 'light' : 'dark'}"]`)?.focus();
  });
}
