import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Static } from 'typebox';
import Type from 'typebox';
import { Check } from 'typebox/value';
import { UserError } from '#cli/errors.ts';
import { writePrivateFile } from '#lib/files/atomic-file.ts';
import type { ImportOptions } from './import-options.ts';

/** What `--save-mapping` remembers, in `mappings/NAME.json` of the home folder. */
const SavedMapping = Type.Object(
  {
    map: Type.Optional(Type.Array(Type.String())),
    platform: Type.Optional(Type.String()),
    header: Type.Optional(Type.Boolean()),
    sheet: Type.Optional(Type.String()),
    format: Type.Optional(Type.String()),
  },
  { additionalProperties: false },
);
type SavedMapping = Static<typeof SavedMapping>;

const NAME = /^[\p{L}\p{N}][\p{L}\p{N}._-]{0,63}$/u;

/** Remembers how this import reads its files. Throws a `UserError` for a name that is no file name. */
export function saveMapping(home: string, name: string, options: ImportOptions): void {
  const { map, platform, header, sheet, format } = options;
  const saved: SavedMapping = {
    ...(map && { map }),
    ...(platform !== undefined && { platform }),
    ...(header === false && { header }),
    ...(sheet !== undefined && { sheet }),
    ...(format !== undefined && { format }),
  };
  writePrivateFile(pathOf(home, name), `${JSON.stringify(saved, null, 2)}\n`);
}

/** The options with what was remembered under a name; what is given now comes first. Throws a `UserError`. */
export async function withSavedMapping(
  home: string,
  name: string,
  options: ImportOptions,
): Promise<ImportOptions> {
  const saved = await readMapping(home, name);
  const given = new Set((options.map ?? []).map(fieldOf));
  const map = [...(saved.map ?? []).filter((item) => !given.has(fieldOf(item))), ...(options.map ?? [])];
  return {
    ...(saved as Partial<ImportOptions>),
    ...Object.fromEntries(
      Object.entries(options).filter(
        ([key, value]) => value !== undefined && !(key === 'header' && value === true),
      ),
    ),
    ...(map.length > 0 && { map }),
  };
}

async function readMapping(home: string, name: string): Promise<SavedMapping> {
  const path = pathOf(home, name);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    const known = await readdir(join(home, 'mappings')).catch(() => []);
    const names = known.flatMap((file) => (file.endsWith('.json') ? [file.slice(0, -5)] : []));
    throw new UserError(
      `There is no mapping "${name}"${names.length > 0 ? ` (saved: ${names.join(', ')})` : ''}`,
      {
        code: 'no_such_mapping',
        hint: { command: ['import', '--help'] },
        cause,
      },
    );
  }
  try {
    const saved: unknown = JSON.parse(text);
    if (Check(SavedMapping, saved)) return saved;
  } catch {
    // Told below.
  }
  throw new UserError(`${path} is not a valid mapping file`, {
    code: 'bad_mapping',
    hint: { shell: [['rm', path]] },
  });
}

function pathOf(home: string, name: string): string {
  if (NAME.test(name)) return join(home, 'mappings', `${name}.json`);
  throw new UserError(`"${name}" is not a valid mapping name; use letters, digits, ".", "_" and "-"`, {
    code: 'bad_mapping_name',
    hint: { command: ['import', '--help'] },
  });
}

function fieldOf(item: string): string {
  return item.slice(0, item.indexOf('='));
}
