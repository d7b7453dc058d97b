import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readTables, readValues } from '#tests/support/reading/read-tables.ts';
import { odsOf, xlsxOf } from '#tests/support/reading/workbooks.ts';

const STYLES =
  '<numFmts><numFmt numFmtId="164" formatCode="dd/mm/yyyy;@"/><numFmt numFmtId="165" formatCode="#,##0 &quot;days&quot;"/></numFmts>' +
  '<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>' +
  '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="10"/><xf numFmtId="165"/><xf numFmtId="22"/></cellXfs>';

test('reads the cells of a workbook as people see them', async () => {
  const row = [
    '<c r="A1" t="s"><v>0</v></c>',
    '<c r="B1" t="inlineStr"><is><r><t>in</t></r><r><t>line</t></r><rPh><t>X</t></rPh></is></c>',
    '<c r="C1"><v>1.23456789E+7</v></c>',
    '<c r="D1"><v>9007199254740993</v></c>',
    '<c r="E1" s="1"><v>45352</v></c>',
    '<c r="F1" s="2"><v>45352.5</v></c>',
    '<c r="G1" s="3"><v>0.0273</v></c>',
    '<c r="H1" s="4"><v>12</v></c>',
    '<c r="J1" t="b"><v>1</v></c>',
    '<c r="K1" t="e"><v>#N/A</v></c>',
    '<c r="L1" t="str"><f>A1</f><v>shown</v></c>',
    '<c r="M1" s="5"><v>45352.75</v></c>',
    '<c r="N1" s="1"/>',
  ];
  const book = xlsxOf({
    sheets: { People: `<row r="1">${row.join('')}</row>` },
    sharedStrings: '<si><t xml:space="preserve">A &amp; B &#233;</t></si>',
    styles: STYLES,
  });
  for (const chunk of [50, 100_000]) {
    assert.deepEqual(await readValues(book, { chunk }), [
      [
        'A & B é',
        'inline',
        '12345678.9',
        '9007199254740993',
        '2024-03-01',
        '2024-03-01T12:00:00Z',
        '2.73%',
        '12',
        '',
        'TRUE',
        '#N/A',
        'shown',
        '2024-03-01T18:00:00Z',
      ],
    ]);
  }
});

test('every sheet that is not empty is a table, with its row numbers', async () => {
  const cell = (at: string, text: string) => `<c r="${at}" t="inlineStr"><is><t>${text}</t></is></c>`;
  const book = xlsxOf({
    sheets: {
      TikTok: `<row r="2">${cell('A2', 'a')}</row><row r="3"/><row r="7">${cell('B7', 'b')}</row>`,
      Empty: '<row r="1"><c r="A1" s="1"/></row>',
      YouTube: `<row>${cell('', 'c')}${cell('', 'd')}</row>`,
    },
  });
  const tables = await readTables(book, { name: 'book.xlsx' });
  assert.deepEqual(
    tables.map(({ name, labels, values, lines }) => ({ name, labels, values, lines })),
    [
      {
        name: 'book.xlsx#TikTok',
        labels: ['TikTok', 'book.xlsx'],
        values: [['a'], ['', 'b']],
        lines: [2, 3, 7],
      },
      { name: 'book.xlsx#YouTube', labels: ['YouTube', 'book.xlsx'], values: [['c', 'd']], lines: [1] },
    ],
  );
});

test('reads the calendar that begins in 1904', async () => {
  const sheets = { A: '<row r="1"><c r="A1" s="1"><v>43890</v></c></row>' };
  assert.deepEqual(await readValues(xlsxOf({ sheets, styles: STYLES, date1904: true })), [['2024-03-01']]);
});

test('reads OpenDocument spreadsheets', async () => {
  const p = (text: string) => `<text:p>${text}</text:p>`;
  const cells = [
    `<table:table-cell office:value-type="string">${p('Ada<text:s text:c="2"/>B')}${p('second')}</table:table-cell>`,
    `<table:table-cell office:value-type="float" office:value="1.2E6">${p('1,200,000')}</table:table-cell>`,
    `<table:table-cell office:value-type="percentage" office:value="0.0273">${p('3%')}</table:table-cell>`,
    `<table:table-cell office:value-type="date" office:date-value="2024-03-01">${p('01/03/24')}</table:table-cell>`,
    '<table:table-cell table:number-columns-repeated="2"/>',
    `<table:table-cell office:value-type="boolean" office:boolean-value="true">${p('yes')}</table:table-cell>`,
    `<table:table-cell office:value-type="string" table:number-columns-repeated="2"><office:annotation>${p('note')}</office:annotation>${p('x')}</table:table-cell>`,
    '<table:table-cell table:number-columns-repeated="16000"/>',
  ];
  const tables = await readTables(
    odsOf(
      `<table:table table:name="One"><table:table-row>${cells.join('')}</table:table-row>` +
        '<table:table-row table:number-rows-repeated="3"><table:table-cell/></table:table-row>' +
        `<table:table-row table:number-rows-repeated="2"><table:table-cell>${p('twice')}</table:table-cell></table:table-row>` +
        '<table:table-row table:number-rows-repeated="1048570"><table:table-cell/></table:table-row></table:table>' +
        '<table:table table:name="Empty"><table:table-row><table:table-cell/></table:table-row></table:table>' +
        `<table:table table:name="Two"><table:table-row><table:table-cell>${p('y')}</table:table-cell></table:table-row></table:table>`,
    ),
    { name: 'book.ods' },
  );
  assert.deepEqual(
    tables.map(({ name, values }) => ({ name, values })),
    [
      {
        name: 'book.ods#One',
        values: [
          ['Ada  B\nsecond', '1200000', '2.73%', '2024-03-01', '', '', 'TRUE', 'x', 'x'],
          ['twice'],
          ['twice'],
        ],
      },
      { name: 'book.ods#Two', values: [['y']] },
    ],
  );
});

test('refuses workbooks that are protected, damaged or made to do harm', async () => {
  const entities = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>';
  const row = '<row r="1"><c r="A1" t="inlineStr"><is><t>&b;</t></is></c></row>';
  const faults: [string, Buffer, string][] = [
    ['entities', xlsxOf({ sheets: { A: row }, prolog: entities }), 'xml_doctype'],
    ['entities in ODS', odsOf(entities), 'xml_doctype'],
    [
      'a million columns',
      xlsxOf({ sheets: { A: '<row r="1"><c r="BDWGN1"><v>1</v></c></row>' } }),
      'too_many_columns',
    ],
    [
      'a million columns in ODS',
      odsOf(
        '<table:table><table:table-row><table:table-cell office:value-type="float" office:value="1" table:number-columns-repeated="1000000"/></table:table-row></table:table>',
      ),
      'too_many_columns',
    ],
    [
      'rows beyond the last',
      xlsxOf({ sheets: { A: '<row r="1048577"><c><v>1</v></c></row>' } }),
      'damaged_workbook',
    ],
    [
      'rows repeated without end',
      odsOf(
        '<table:table><table:table-row table:number-rows-repeated="99999999"><table:table-cell office:value-type="float" office:value="1"/></table:table-row></table:table>',
      ),
      'unpacks_too_far',
    ],
    ['elements without end', xlsxOf({ sheets: { A: '<x>'.repeat(100_000) } }), 'damaged_workbook'],
    [
      'an attribute without end',
      xlsxOf({ sheets: { A: `<row r="${'1'.repeat(20_000_000)}` } }),
      'damaged_workbook',
    ],
    [
      'encrypted ODS',
      odsOf('', '<m:manifest><m:file-entry><m:encryption-data/></m:file-entry></m:manifest>'),
      'encrypted',
    ],
    ['an empty workbook', xlsxOf({ sheets: { A: '' } }), 'no_table'],
  ];
  for (const [what, bytes, code] of faults) {
    await assert.rejects(readTables(bytes, { chunk: 100_000 }), { code }, what);
  }
});
