import { assignPerson } from './assign-person.ts';
import type { Assignment, Column } from './column.ts';
import type { ColumnEvidence } from './column-evidence.ts';
import type { Field } from './field.ts';
import { kindOf } from './field.ts';
import type { Meaning } from './synonyms.ts';

const MOST = 0.8;
const HALF = 0.5;

/** Gives every column its field, by its header where the values agree with it, else by its values. */
export function assignColumns(columns: readonly Column[], hasHeader: boolean): Assignment[] {
  const posts = isPostTable(columns);
  const assigned = columns.map((column) => byHeader(column, posts));
  assignPerson(columns, assigned);
  for (const [i, column] of columns.entries()) {
    const before = assigned[i] as Assignment;
    if (before.field !== null || (column.header !== null && !before.contradicted)) continue;
    const taken = new Set(assigned.flatMap(({ field }) => field ?? []));
    const found = byContent(column.evidence, taken);
    if (found !== null)
      assigned[i] = {
        field: found.field,
        why: explain(before, found.why),
        contradicted: before.contradicted,
      };
  }
  if (!hasHeader) assignNumbers(columns, assigned);
  return assigned;
}

/** Does each row hold one post? Then it names the post, and its counts or its date. */
export function isPostTable(columns: readonly Column[]): boolean {
  const meanings = new Set(columns.map(({ header }) => header?.meaning));
  const names = (['post_id', 'post_address', 'post_text'] as const).some((one) => meanings.has(one));
  const counts = (['post_likes', 'post_views', 'post_comments', 'likes', 'comments', 'views'] as const).some(
    (one) => meanings.has(one),
  );
  return names && (counts || meanings.has('post_date') || meanings.has('date'));
}

const OF_POST: Partial<Record<Meaning, Field>> = {
  likes: 'post_likes',
  comments: 'post_comments',
  shares: 'post_shares',
  views: 'post_views',
  date: 'post_date',
};

function byHeader({ header, evidence }: Column, posts: boolean): Assignment {
  const ignore = (why: string): Assignment => ({ field: null, why, contradicted: false });
  if (header === null) return ignore('unrecognized column name');
  const { meaning, certainty } = header;
  switch (meaning) {
    case 'row_number':
      return ignore('row numbers');
    case 'not_held':
      return ignore('no matching field');
    case 'name':
      return ignore('the name of the person');
    case 'post_address':
      return ignore('URL of a post');
    case 'interactions':
      if (evidence.percents >= HALF || (evidence.numbers >= HALF && evidence.max > 0 && evidence.max < 1))
        return use('reported_engagement_rate', 'its name and its percentages');
      return ignore('unclear what it counts');
    case 'likes':
    case 'comments':
    case 'shares':
    case 'views':
    case 'date': {
      const field = OF_POST[meaning];
      return posts && field !== undefined
        ? use(field, 'its name, in a list of posts')
        : ignore(meaning === 'date' ? 'unclear which date it is' : 'totals over all posts are not stored');
    }
    case 'posts':
      // A number under this name counts the posts.
      if (evidence.filled > 0 && evidence.numbers >= HALF)
        return use('posts_count', 'its name and its numbers');
      return use('posts', 'its name');
    default:
  }
  if (meaning.startsWith('post_') && !posts) return ignore('a field of posts, but the rows are profiles');
  if (meaning === 'bio' && posts && certainty !== 'documented')
    return use('post_text', 'its name, in a list of posts');
  const against = contradiction(meaning, evidence);
  if (against !== null)
    return { field: null, why: `its name suggests ${meaning}, but ${against}`, contradicted: true };
  return use(meaning, certainty === 'parts' ? 'part of its name' : 'its name');
}

function use(field: Field, why: string): Assignment {
  return { field, why, contradicted: false };
}

/** What the values have against the field; `null` when they can be of it. A blank column has nothing against it. */
function contradiction(field: Field, evidence: ColumnEvidence): string | null {
  if (evidence.filled === 0) return null;
  const { numbers, percents, addresses, platforms, countries, phrases, atNames, handles } = evidence;
  const isNumber = numbers >= MOST;
  switch (kindOf(field)) {
    case 'count':
    case 'amount':
    case 'rate':
      if (numbers + percents >= 0.3) return null;
      if (countries >= MOST) return 'its values are countries';
      // A few words such as "many" may stand among too few values to judge by.
      return evidence.filled >= 5 || addresses > 0 || atNames > 0 ? 'its values are not numbers' : null;
    case 'handle':
      return evidence.filled >= 5 && handles < 0.1 && addresses < HALF && phrases > MOST
        ? 'its values are names with spaces'
        : null;
    case 'text':
      if (field !== 'bio' && atNames >= MOST && evidence.filled >= 3) return 'its values are handles';
      if (addresses >= MOST && field !== 'bio') return 'its values are URLs';
      return isNumber && evidence.filled >= 5 ? 'its values are numbers' : null;
    default:
      if (field === 'url' && addresses < HALF && evidence.filled >= 3) return 'its values are not URLs';
      if (field === 'platform' && platforms < HALF && evidence.filled >= 5)
        return 'its values are not platforms';
      return null;
  }
}

function byContent(
  evidence: ColumnEvidence,
  taken: ReadonlySet<Field>,
): { field: Field; why: string } | null {
  if (evidence.filled === 0) return null;
  const free = (field: Field) => !taken.has(field);
  if (evidence.profileAddresses >= MOST && free('url'))
    return { field: 'url', why: 'its values are profile URLs' };
  if (evidence.platforms >= MOST && free('platform'))
    return { field: 'platform', why: 'its values are platforms' };
  if (evidence.countries >= MOST && free('country') && evidence.numbers < 0.1)
    return { field: 'country', why: 'its values are countries' };
  return null;
}

/** Without a header: the first column of counts that does not number the rows holds the followers. */
function assignNumbers(columns: readonly Column[], assigned: Assignment[]): void {
  const has = (field: Field) => assigned.some((one) => one.field === field);
  const numeric = columns.filter(
    ({ index, evidence }) =>
      assigned[index]?.field === null &&
      evidence.filled > 0 &&
      evidence.numbers >= MOST &&
      !evidence.sequential,
  );
  const [first] = numeric;
  if (first !== undefined && !has('followers')) {
    assigned[first.index] = use('followers', 'first column of counts');
  }
  const phrase = columns.find(
    ({ index, evidence }) =>
      assigned[index]?.field === null && evidence.phrases >= HALF && evidence.numbers < HALF,
  );
  // Any text has lines with spaces: names need another column that is about people.
  const tellsOfPeople = has('username') || has('url') || has('followers');
  if (
    phrase !== undefined &&
    tellsOfPeople &&
    !has('display_name') &&
    phrase.evidence.distinct / phrase.evidence.filled >= MOST
  ) {
    const long = phrase.evidence.long >= HALF;
    if (!long) assigned[phrase.index] = use('display_name', 'its values are names with spaces');
    else if (!has('bio')) assigned[phrase.index] = use('bio', 'its values are long texts');
  }
}

function explain(before: Assignment, why: string): string {
  return before.contradicted ? `${why}, despite its name` : why;
}
