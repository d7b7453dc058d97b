import type { Static } from 'typebox';
import Type from 'typebox';
import { MAX_ENTRIES, MAX_NAME_LENGTH, MAX_NOTE_LENGTH } from './limits.ts';
import { STATUSES } from './saved-creator.ts';

const nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

/** The name of a list or saved search: one line, compared without case. */
export const NameSchema = Type.String({ minLength: 1, maxLength: MAX_NAME_LENGTH });
/** `platform:native-id` or `platform:@handle`. */
const PersonIdSchema = Type.String({ minLength: 3, maxLength: 600 });
const StatusSchema = Type.Enum([...STATUSES]);
const NoteSchema = Type.String({ maxLength: MAX_NOTE_LENGTH });
const time = Type.String({ format: 'date-time' });

export const ListSchema = Type.Object({
  name: Type.String(),
  created_at: time,
  count: Type.Integer({ minimum: 0, description: 'Number of people' }),
});
export type List = Static<typeof ListSchema>;

/** Answer of `GET /lists`. */
export const ListsSchema = Type.Object({ lists: Type.Array(ListSchema) });
export type Lists = Static<typeof ListsSchema>;

/** A person on a list, with the figures of now; `null` where they are not known. The columns of the CSV file. */
export const ListEntrySchema = Type.Object({
  id: Type.String(),
  platform: Type.String(),
  username: nullable(Type.String()),
  display_name: nullable(Type.String()),
  followers: nullable(Type.Integer()),
  engagement_rate: nullable(Type.Number()),
  status: StatusSchema,
  note: Type.String(),
  saved_at: time,
});
export type ListEntry = Static<typeof ListEntrySchema>;

export const ListQuerystring = Type.Object(
  { after: Type.Optional(Type.String({ maxLength: 700, description: '`next` of the previous page' })) },
  { additionalProperties: false },
);
export type ListQuerystring = Static<typeof ListQuerystring>;

/** Answer of `GET /lists/:name`: people by id. */
export const ListPageSchema = Type.Object({
  name: Type.String(),
  created_at: time,
  count: Type.Integer(),
  data: Type.Array(ListEntrySchema),
  next: nullable(Type.String()),
});
export type ListPage = Static<typeof ListPageSchema>;

/** What `list show -o json` writes. */
export const ListContentSchema = Type.Omit(ListPageSchema, ['next']);
export type ListContent = Static<typeof ListContentSchema>;

const GivenEntrySchema = Type.Object(
  {
    id: PersonIdSchema,
    status: Type.Optional(StatusSchema),
    note: Type.Optional(NoteSchema),
    saved_at: Type.Optional(time),
  },
  { additionalProperties: false },
);
/** Fields that are left out do not change. */
export type GivenEntry = Static<typeof GivenEntrySchema>;

/** Body of `POST /lists/:name/entries`: adds people, and changes those who are on the list. */
export const AddEntriesBody = Type.Object(
  { entries: Type.Array(GivenEntrySchema, { minItems: 1, maxItems: MAX_ENTRIES }) },
  { additionalProperties: false },
);
export type AddEntriesBody = Static<typeof AddEntriesBody>;

export const EntriesAddedSchema = Type.Object({
  name: Type.String(),
  added: Type.Integer(),
  changed: Type.Integer(),
  unchanged: Type.Integer(),
  /** People who were forgotten. */
  refused: Type.Integer(),
});
export type EntriesAdded = Static<typeof EntriesAddedSchema>;

/** Body of `POST /lists/:name/remove`; without ids, the whole list. */
export const RemoveEntriesBody = Type.Object(
  { ids: Type.Optional(Type.Array(PersonIdSchema, { minItems: 1, maxItems: MAX_ENTRIES })) },
  { additionalProperties: false },
);
export type RemoveEntriesBody = Static<typeof RemoveEntriesBody>;

export const EntriesRemovedSchema = Type.Object({
  name: Type.String(),
  removed: Type.Integer({ description: 'Number of people' }),
  deleted: Type.Boolean({ description: 'The list itself was deleted' }),
});
export type EntriesRemoved = Static<typeof EntriesRemovedSchema>;

/** Body of `POST /lists/:name/rename`. */
export const RenameListBody = Type.Object({ name: NameSchema }, { additionalProperties: false });
export type RenameListBody = Static<typeof RenameListBody>;

export const ListRenamedSchema = Type.Object({
  name: Type.String(),
  previous_name: Type.String(),
  count: Type.Integer({ description: 'Number of people' }),
});
export type ListRenamed = Static<typeof ListRenamedSchema>;

/** Where a person is listed, for `export-person`. */
export interface Listed {
  list: string;
  status: string;
  note: string;
  saved_at: string;
}

/** A record: one list. */
export const ListRecord = Type.Object({
  v: Type.Literal(1),
  id: Type.String(),
  name: Type.String(),
  created_at: time,
});
export type ListRecord = Static<typeof ListRecord>;

/** A record: one person of a list. */
export const EntryRecord = Type.Object({
  v: Type.Literal(1),
  status: StatusSchema,
  note: NoteSchema,
  saved_at: time,
});
export type EntryRecord = Static<typeof EntryRecord>;
