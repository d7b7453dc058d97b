import type { TSchema } from 'typebox';
import Type from 'typebox';
import { InstancesSchema } from '#cli/output/results/instances.ts';
import { PersonExportSchema } from '#cli/output/results/person-export.ts';

import { RevisionsSchema } from '#cli/output/results/revisions.ts';
import { AlertSchema, AlertsSchema } from '#contract/alerts/alert.ts';
import { KeyAddedSchema, KeyRevokedSchema, KeysSchema } from '#contract/keys/keys.ts';
import {
  EntriesAddedSchema,
  EntriesRemovedSchema,
  ListContentSchema,
  ListRenamedSchema,
  ListsSchema,
} from '#contract/lists/lists.ts';
import { ReceiptSchema } from '#contract/privacy/receipt.ts';
import { ProfileSchema } from '#contract/profile.ts';
import { SearchResponseSchema } from '#contract/query/search.ts';
import { DeadLettersDone, DeadLettersSchema, QueuesSchema } from '#contract/queues.ts';
import { SavedSearchesSchema, SearchRemovedSchema, SearchSavedSchema } from '#contract/saved/saved-search.ts';
import { SimilarResponseSchema } from '#contract/similar.ts';
import { SourceStatus } from '#contract/sources/sources.ts';
import { SettingsResultSchema } from '../config/result.ts';

/** What each command that does not write events writes with `-o json`. A new command needs an entry: a test compares. */
export const RESULTS: Readonly<Record<string, TSchema>> = {
  history: RevisionsSchema,
  ls: InstancesSchema,
  alerts: Type.Union([AlertsSchema, Type.Object(AlertSchema.properties, { description: 'alerts --follow' })]),
  list: Type.Union([
    ListsSchema,
    Type.Object(ListContentSchema.properties, { description: 'list show' }),
    Type.Object(EntriesAddedSchema.properties, { description: 'list add, list import' }),
    Type.Object(EntriesRemovedSchema.properties, { description: 'list remove' }),
    Type.Object(ListRenamedSchema.properties, { description: 'list rename' }),
  ]),
  queues: Type.Union([
    QueuesSchema,
    Type.Object({ queues: Type.Array(DeadLettersSchema) }, { description: 'queues dead' }),
    Type.Object(
      { queues: Type.Array(DeadLettersDone) },
      { description: 'queues dead --retry, queues dead --discard' },
    ),
  ]),
  logs: Type.Object({
    level: Type.Optional(Type.String()),
    time: Type.Optional(Type.String({ format: 'date-time' })),
    msg: Type.Optional(Type.String()),
  }),
  search: SearchResponseSchema,
  saved: Type.Union([
    SavedSearchesSchema,
    Type.Object(SearchSavedSchema.properties, { description: 'saved add' }),
    Type.Object(SearchResponseSchema.properties, { description: 'saved run' }),
    Type.Object(SearchRemovedSchema.properties, { description: 'saved remove' }),
  ]),
  similar: SimilarResponseSchema,
  show: ProfileSchema,
  keys: Type.Union([
    KeysSchema,
    Type.Intersect([KeyAddedSchema], { description: 'keys add' }),
    Type.Intersect([KeyRevokedSchema], { description: 'keys revoke' }),
  ]),
  'export-person': PersonExportSchema,
  forget: ReceiptSchema,
  sources: Type.Object({ sources: Type.Array(SourceStatus) }),
  config: SettingsResultSchema,
  schema: Type.Object({ $schema: Type.String(), $id: Type.String(), title: Type.String() }),
};
