import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectOnlyDataErrors } from '../testing/damage';
import { collect } from './batches';
import { readDelimited } from './delimited';
import { criteoSchema, type DelimitedSchema, movieLens1mSchema, optdigitsSchema } from './schemas';
import { bytesSource } from './source';

const encode = (text: string) => new TextEncoder().encode(text);
const read = (text: string | Uint8Array, schema: DelimitedSchema, chunk = 64, batchRows = 3) =>
  collect(
    readDelimited(bytesSource('f', typeof text === 'string' ? encode(text) : text, chunk), schema, {
      batchRows,
    }),
  );

const small: DelimitedSchema = {
  id: 'small',
  delimiter: ',',
  header: true,
  quotes: true,
  columns: [
    { name: 'a', type: 'integer', minimum: -5, maximum: 99 },
    { name: 'h', type: 'hex', empty: 0 },
    { name: 'x', type: 'number' },
    { name: 't', type: 'text' },
  ],
};

describe('readDelimited', () => {
  it('reads what was written, however chunks and batches fall', async () => {
    const row = fc.record({
      a: fc.integer({ min: -5, max: 99 }),
      h: fc.integer({ min: 0, max: 0xffffffff }),
      x: fc.double({ noNaN: true, noDefaultInfinity: true }).filter((value) => !Object.is(value, -0)),
      t: fc.string({ unit: 'grapheme' }).filter((text) => !/[\r\n]/.test(text)),
    });
    const cases = fc.tuple(
      fc.array(row, { minLength: 1, maxLength: 9 }),
      fc.integer({ min: 1, max: 40 }),
      fc.constantFrom('\n', '\r\n'),
      fc.boolean(),
    );
    await fc.assert(
      fc.asyncProperty(cases, async ([rows, chunk, newline, closed]) => {
        // The columns stand in another order in the file, and one is not asked for.
        const lines = rows.map(
          ({ a, h, x, t }) => `"${t.replaceAll('"', '""')}",skip,${x},${h.toString(16)},${a}`,
        );
        const text = ['t,other,x,h,a', ...lines].join(newline) + (closed ? newline : '');
        const table = await read(text, small, chunk);
        expect(table.numRows).toBe(rows.length);
        rows.forEach((row, i) => {
          const got = table.get(i)!.toJSON();
          expect(got).toEqual(row);
        });
      }),
    );
  });

  it('names line, column and reason of damage', async () => {
    const good = 'a,h,x,t\n1,ff,1.5,one\n2,,2e3,two\n';
    expect((await read(good, small)).numRows).toBe(2);
    const cases: [string, RegExp][] = [
      ['', /^f: file: holds no records$/],
      ['a,h,x,t\n', /^f: file: holds no records$/],
      ['a,h,x\n1,2,3\n', /^f: line 1: the header lacks t$/],
      [`${good}3,ff,1\n`, /^f: line 4: has 3 columns, expected 4$/],
      [`${good}3,ff,1,x,y\n`, /^f: line 4: has 5 columns, expected 4$/],
      [`${good}\n`, /^f: line 4: column 1 \(a\) is empty; expected an integer in \[-5, 99\]$/],
      [`${good}100,ff,1,x\n`, /^f: line 4: column 1 \(a\) "100" is out of range/],
      [`${good}1.0,ff,1,x\n`, /^f: line 4: column 1 \(a\) "1.0" is not an integer/],
      [`${good}1,fg,1,x\n`, /^f: line 4: column 2 \(h\) "fg" is not a hexadecimal number$/],
      [`${good}1,123456789,1,x\n`, /column 2 \(h\) "123456789" is not a hexadecimal/],
      [`${good}1,,1e999,x\n`, /column 3 \(x\) "1e999" is not a number$/],
      [`${good}1,, 1,x\n`, /column 3 \(x\) " 1" is not a number$/],
      [`${good}1,,0x10,x\n`, /column 3 \(x\) "0x10" is not a number$/],
      [`${good}1,,,x\n`, /column 3 \(x\) is empty; expected a number$/],
      [`${good}1,,1,"x\n2,,2,y"\n`, /^f: line 4: a quote is not closed on its line$/],
      [`${good}1,,1,"x"y\n`, /^f: line 4: text follows a closing quote$/],
    ];
    for (const [text, message] of cases) {
      for (const chunk of [1, 7, 1000]) await expect(read(text, small, chunk), text).rejects.toThrow(message);
    }
  });

  it('rejects text that is not UTF-8 and lines without an end', async () => {
    const bytes = encode('a,h,x,t\n1,,1,?\n');
    bytes[bytes.length - 2] = 0xff;
    await expect(read(bytes, small)).rejects.toThrow('f: line 2: column 4 (t) is not valid UTF-8');
    await expect(read(new Uint8Array(2 << 20).fill(65), small, 1 << 16)).rejects.toThrow(/longer than 1 MiB/);
  });

  it('reads two-character delimiters, negative and empty fields, and a byte order mark', async () => {
    const ratings = await read('\ufeff1::2::3.5::978300760\n4::5::5::0', movieLens1mSchema, 5);
    expect(ratings.toArray().map((row) => Object.values(row!.toJSON()))).toEqual([
      [1, 2, 3.5, 978300760],
      [4, 5, 5, 0],
    ]);
    await expect(read('1:2::3::4\n', movieLens1mSchema)).rejects.toThrow(/"1:2" is not an integer/);
    const criteo = await read(`1\t-1${'\t'.repeat(12)}${'\t68fd1e64'.repeat(26)}\n`, criteoSchema);
    const row = criteo.get(0)!.toJSON();
    expect([row.label, row.I1, row.I2, row.I13, row.C1, row.C26]).toEqual([
      1, -1, 0, 0, 0x68fd1e64, 0x68fd1e64,
    ]);
  });

  it('stops after the rows that were asked for', async () => {
    const lines = Array.from({ length: 10 }, (_, i) => `${i}\t1\t5\t0`).join('\n');
    const schema: DelimitedSchema = { ...movieLens1mSchema, delimiter: '\t' };
    for (const limit of [1, 3, 4, 10, 20]) {
      const batches = readDelimited(bytesSource('f', encode(lines), 9), schema, { batchRows: 3, limit });
      expect((await collect(batches)).numRows).toBe(Math.min(limit, 10));
    }
  });

  it('meets damaged bytes with DataErrors only', async () => {
    const line = `${Array.from({ length: 64 }, (_, i) => i % 17).join(',')},7\n`;
    await expectOnlyDataErrors(encode(line.repeat(3)), (source) =>
      collect(readDelimited(source, optdigitsSchema)),
    );
    const text = encode('a,h,x,t\n1,ff,1.5,"one"\n2,,2e3,zwölf\n');
    await expectOnlyDataErrors(text, (source) => collect(readDelimited(source, small)));
  });
});
