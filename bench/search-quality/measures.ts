import type { Measure } from './measure.ts';
import { NAME_MEASURES } from './name-measures.ts';
import { NAME_VARIANT_MEASURES } from './name-variant-measures.ts';
import { TEXT_MEASURES } from './text-measures.ts';

/** In the order of the page. */
export const MEASURES: readonly Measure[] = [...NAME_MEASURES, ...TEXT_MEASURES, ...NAME_VARIANT_MEASURES];
