import type { Page, Request, Route } from 'playwright-core';

export interface HeldRequest {
  /** Resolves when the page has sent the request. */
  arrived: Promise<unknown>;
  /** Lets the request continue. Resolves when the page has the answer, or has given the request up. */
  release(): Promise<void>;
}

/** Holds the next request of the page to such an address until `release` is called. */
export async function holdNext(page: Page, isWanted: (url: URL) => boolean): Promise<HeldRequest> {
  const held = Promise.withResolvers<Route>();
  const isHeld = (request: Request) => isWanted(new URL(request.url()));
  const ended = Promise.any([
    page.waitForEvent('requestfinished', isHeld),
    page.waitForEvent('requestfailed', isHeld),
  ]);
  ended.catch(() => {});
  await page.route(isWanted, (route) => held.resolve(route), { times: 1 });
  return {
    arrived: held.promise,
    async release() {
      await (await held.promise).continue().catch(() => {});
      await ended;
      await page.evaluate(() => new Promise(requestAnimationFrame));
    },
  };
}
