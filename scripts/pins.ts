/**
 * Asks the registries for the digest of every image, and GitHub for the commit of every action, that is named by a tag
 * alone; writes them into the files and `docs/pins.md`: `npm run pins`. References that cannot be resolved stay unchanged.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { collectUses } from './pins/collect-uses.ts';
import { writePin } from './pins/find-references.ts';
import { renderPins } from './pins/pins-page.ts';
import { resolvePin } from './pins/resolve-pin.ts';

const TIMEOUT_MS = 15_000;
const PAGE = 'docs/pins.md';

for (const { reference, files } of collectUses()) {
  if (reference.pin !== null) continue;
  const what = `${reference.name} ${reference.version}`;
  try {
    const pin = await resolvePin(reference, AbortSignal.timeout(TIMEOUT_MS));
    console.log(`${what}: ${pin ?? 'not there'}`);
    if (pin === null) continue;
    for (const file of files) writeFileSync(file, writePin(readFileSync(file, 'utf8'), reference, pin));
  } catch (error) {
    const { message, cause } = error as Error;
    console.log(`${what}: ${message}${cause instanceof Error ? `: ${cause.message}` : ''}`);
    process.exitCode = 1;
  }
}
writeFileSync(PAGE, renderPins(readFileSync(PAGE, 'utf8'), collectUses()));
