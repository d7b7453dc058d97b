import assert from 'node:assert/strict';
import { test } from 'node:test';
import stringWidth from 'string-width';
import { pickColumns } from '#cli/output/render/result-columns.ts';
import { oneLine } from '#cli/output/text/format.ts';
import type { Column } from '#cli/output/text/table.ts';
import { renderTable } from '#cli/output/text/table.ts';
import { textWidth, truncate } from '#cli/output/text/text-width.ts';
import { PLATFORMS } from '#domain/platform.ts';
import { searchableProfile } from '#tests/support/searchable-profile.ts';

const SAMPLES = [
  'plain',
  '日本語のテスト',
  '한국어',
  'สวัสดี',
  'e\u0301te\u0301',
  '👨‍👩‍👧‍👦 family',
  '🇩🇪🇫🇷',
  '👍🏽 ok',
  '❤️ ✔ ☕ 1️⃣',
  '“quoted” – dash…',
];

test('measures text as terminals draw it', () => {
  for (const sample of SAMPLES) assert.equal(textWidth(sample), stringWidth(sample), sample);
});

test('cuts between characters as people see them', () => {
  for (const sample of SAMPLES) {
    for (let width = 1; width < stringWidth(sample); width++) {
      const cut = truncate(sample, width);
      assert.ok(stringWidth(cut) <= width, `${cut} in ${width}`);
      assert.ok(cut.endsWith('…'));
    }
    assert.equal(truncate(sample, stringWidth(sample)), sample);
  }
  assert.equal(truncate('👨‍👩‍👧‍👦 family', 2), '…');
});

type Row = { name: string; count: string; bio: string };
const COLUMNS: Column<Row>[] = [
  { title: 'NAME', min: 6, yields: 1, cell: ({ name }) => name },
  { title: 'COUNT', align: 'right', min: 5, yields: 2, cell: ({ count }) => count },
  { title: 'BIO', min: 8, yields: 3, cell: ({ bio }) => bio },
];
const ROWS: Row[] = [
  { name: '日本語のとても長い名前', count: '12', bio: 'A long story '.repeat(10) },
  { name: 'ada', count: '1.2M', bio: '👨‍👩‍👧‍👦'.repeat(30) },
];

test('a table is never wider than the terminal', () => {
  for (const width of [10, 20, 30, 40, 80, 120]) {
    for (const line of renderTable(COLUMNS, ROWS, width))
      assert.ok(stringWidth(line) <= width, `${width}: ${line}`);
  }
});

test('the least important column gives way first, and columns stay in line', () => {
  const [heading = '', first = '', second = ''] = renderTable(COLUMNS, ROWS, 60);
  assert.match(heading, /^NAME +COUNT {2}BIO$/);
  assert.match(first, /^日本語のとても長い名前 +12 {2}A long story .*…$/);
  assert.equal(stringWidth(second.slice(0, second.indexOf('1.2M') + 4)), 29);
  assert.deepEqual(renderTable(COLUMNS, ROWS, 16)[0]?.trim().split(/ +/), ['NAME', 'COUNT']);
});

test('the room of a column that is left out goes to the others', () => {
  const wide: Column<string> = { title: 'W', min: 10, yields: 3, cell: (text) => text.repeat(20) };
  const other: Column<string> = { title: 'O', min: 5, yields: 2, cell: (text) => text.repeat(20) };
  const [, line = ''] = renderTable([other, wide], ['o'], 15);
  assert.equal(line, `${'o'.repeat(14)}…`);
});

test('a table of profiles shows every platform whole', () => {
  for (const platform of PLATFORMS) {
    const row = {
      ...searchableProfile(1),
      platform,
      username: 'u'.repeat(40),
      display_name: 'A long name '.repeat(3),
      bio: 'A long story '.repeat(10),
    };
    for (const width of [60, 80, 100, 120])
      assert.ok(renderTable(pickColumns(), [row], width)[1]?.includes(platform), `${platform} in ${width}`);
  }
});

test('text of strangers cannot drive the terminal', () => {
  assert.equal(oneLine('a\u001b[31mred\u0007\n\tb\u202eevil\u2028c'), 'a [31mred b evil c');
  assert.equal(oneLine('👨‍👩‍👧‍👦'), '👨‍👩‍👧‍👦');
});
