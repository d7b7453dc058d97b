import type { Tool } from '../tool.ts';
import { compare } from './compare.ts';
import { explainMetric } from './explain-metric.ts';
import { findSimilar } from './find-similar.ts';
import { getCreator } from './get-creator.ts';
import { instanceStatus } from './instance-status.ts';
import { listFacets } from './list-facets.ts';
import { searchCreators } from './search-creators.ts';

/** Every tool, in the order in which a client lists them. */
export const TOOLS: readonly Tool[] = [
  searchCreators,
  getCreator,
  findSimilar,
  compare,
  explainMetric,
  listFacets,
  instanceStatus,
];
