import { existsSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { chromium } from 'playwright-core';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

const executable = [process.env.CHROMIUM ?? '', ...PLACES].find((path) => path !== '' && existsSync(path));

/** For tests that need a browser: the `skip` that says so where none is installed. */
export const SKIP_WITHOUT_BROWSER = executable === undefined ? 'no Chromium is installed' : false;

/** The installed Chromium, without a window. */
export async function openBrowser(): Promise<Browser> {
  if (executable === undefined) throw new Error('Install Chromium, or set CHROMIUM to its path');
  // Its own sandbox needs rights that a root user in a container does not have.
  return chromium.launch({
    executablePath: executable,
    args: ['--no-sandbox', '--disable-gpu'],
    timeout: 120_000,
  });
}
