import { InputFault } from '../input-fault.ts';
import type { Table } from '../table.ts';
import type { Zip } from './zip.ts';

/** Files that systems put into archives, and kinds that hold no table. */
const NO_TABLE =
  /(?:^|\/)(?:__MACOSX\/|\.|Thumbs\.db$|desktop\.ini$)|\.(?:png|jpe?g|gif|webp|svg|heic|mp4|mov|webm|mp3|m4a|wav|ttf|woff2?|md|html?|css|js|pdf|docx?)$/i;
/** A file that is none of ours beside others that are. */
const SOFT = ['binary_input', 'empty_input', 'not_a_table', 'no_table'];

/**
 * The tables of each file in an archive. A file that cannot be read is named as a rejected row where other files can be.
 * Throws `InputFault` when none can be.
 */
export async function* readArchive(
  zip: Zip,
  name: string,
  openMember: (path: string, body: AsyncGenerator<Buffer>) => AsyncGenerator<Table>,
): AsyncGenerator<Table> {
  const faults: { path: string; fault: InputFault }[] = [];
  let tables = 0;
  for (const path of zip.paths.filter((path) => !NO_TABLE.test(path))) {
    const body = zip.read(path);
    try {
      for await (const table of openMember(path, body)) {
        tables++;
        yield table;
      }
    } catch (error) {
      if (!(error instanceof InputFault) || !SOFT.includes(error.code)) throw error;
      faults.push({ path, fault: error });
    } finally {
      await body.return(undefined);
    }
  }
  if (tables === 0) {
    throw (
      faults[0]?.fault ??
      new InputFault('no_table', `${name} contains no file with a table`, {
        text: 'import CSV, JSON, XLSX or ODS',
      })
    );
  }
  for (const { path, fault } of faults) yield rejectedMember(`${name}/${path}`, fault);
}

function rejectedMember(name: string, { message }: InputFault): Table {
  return {
    name,
    labels: [name],
    kind: 'records',
    batches: (async function* () {
      yield [{ kind: 'rejected' as const, line: 1, reason: message }];
    })(),
  };
}
