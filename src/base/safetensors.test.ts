import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DataError, TesseraError } from './errors';
import { readSafetensors, type SafetensorsTensor, writeSafetensors } from './safetensors';

/** A file with the given header text and `dataBytes` bytes 0, 1, 2, …, assembled by hand. */
function fileOf(header: string, dataBytes: number, declared?: number): Uint8Array {
  const json = new TextEncoder().encode(header);
  const bytes = new Uint8Array(8 + json.length + dataBytes);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(declared ?? json.length), true);
  bytes.set(json, 8);
  for (let i = 0; i < dataBytes; i++) bytes[8 + json.length + i] = i;
  return bytes;
}

const entry = (dtype: string, shape: number[], begin: number, end: number) => ({
  dtype,
  shape,
  data_offsets: [begin, end],
});

const read = (header: object | string, dataBytes: number) =>
  readSafetensors(
    fileOf(typeof header === 'string' ? header : JSON.stringify(header), dataBytes),
    'a.safetensors',
  );

describe('reading', () => {
  test('a file assembled by hand, with a header that leaves the data unaligned', () => {
    const header = JSON.stringify({
      __metadata__: { seed: '7' },
      b: entry('I32', [1], 8, 12),
      a: entry('F32', [2], 0, 8),
    });
    const data = new Uint8Array(new Float32Array([1.5, -2]).buffer);
    const bytes = fileOf(header, 12);
    bytes.set(data, 8 + header.length);
    bytes.set([0xff, 0xff, 0xff, 0xff], 8 + header.length + 8);
    const { tensors, metadata } = readSafetensors(bytes, 'a.safetensors');
    expect(tensors.get('a')).toEqual({ shape: [2], data: new Float32Array([1.5, -2]) });
    expect(tensors.get('b')).toEqual({ shape: [1], data: new Int32Array([-1]) });
    expect(metadata).toEqual({ seed: '7' });
  });

  test('scalars and empty tensors', () => {
    const { tensors } = read({ scalar: entry('F64', [], 0, 8), empty: entry('U32', [0, 3], 8, 8) }, 8);
    expect(tensors.get('scalar')?.data).toHaveLength(1);
    expect(tensors.get('empty')).toEqual({ shape: [0, 3], data: new Uint32Array(0) });
  });

  test('a subarray of a larger buffer', () => {
    const whole = writeSafetensors(new Map([['x', { shape: [3], data: new Float64Array([1, 2, 3]) }]]));
    const shifted = new Uint8Array(whole.length + 5);
    shifted.set(whole, 5);
    expect(readSafetensors(shifted.subarray(5), 'a').tensors.get('x')?.data).toEqual(
      new Float64Array([1, 2, 3]),
    );
  });
});

test("Node's Buffer, whose slices share memory", () => {
  const whole = writeSafetensors(new Map([['x', { shape: [2], data: new Float32Array([4, 5]) }]]));
  const { data } = readSafetensors(Buffer.from(whole), 'a').tensors.get('x')!;
  expect(data).toEqual(new Float32Array([4, 5]));
});

test('what is written is read back', () => {
  const arrays = fc.oneof(
    fc.float32Array({ maxLength: 12 }),
    fc.float64Array({ maxLength: 12 }),
    fc.int32Array({ maxLength: 12 }),
    fc.uint32Array({ maxLength: 12 }),
    fc.bigInt64Array({ maxLength: 12 }),
  );
  const name = fc
    .string({ unit: 'grapheme' })
    .filter((text) => text !== '__metadata__' && text !== '__proto__');
  const contents = fc.uniqueArray(fc.tuple(name, arrays), { selector: ([key]) => key, maxLength: 6 });
  fc.assert(
    fc.property(contents, fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), fc.string()), (list, metadata) => {
      const tensors = new Map<string, SafetensorsTensor>(
        list.map(([key, data]) => [key, { shape: [1, data.length], data }]),
      );
      const file = readSafetensors(writeSafetensors(tensors, metadata), 'a');
      expect(new Map([...file.tensors].sort())).toEqual(new Map([...tensors].sort()));
      expect({ ...file.metadata }).toEqual({ ...metadata });
    }),
  );
});

test('data starts on an 8-byte boundary and wide types come first', () => {
  const bytes = writeSafetensors(
    new Map<string, SafetensorsTensor>([
      ['narrow', { shape: [1], data: new Float32Array(1) }],
      ['wide', { shape: [1], data: new Float64Array(1) }],
    ]),
  );
  const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
  expect(length % 8).toBe(0);
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
  expect(header.wide.data_offsets).toEqual([0, 8]);
  expect(header.narrow.data_offsets).toEqual([8, 12]);
});

describe('damaged files', () => {
  const good = { a: entry('F32', [2], 0, 8) };
  const cases: [string, () => unknown, RegExp][] = [
    ['too short', () => readSafetensors(new Uint8Array(7), 'f'), /f: header: the file has 7 bytes/],
    [
      'header past the end',
      () => readSafetensors(fileOf('{}', 0, 3), 'f'),
      /f: header: it should have 3 bytes/,
    ],
    ['implausible header', () => readSafetensors(fileOf('{}', 0, 2 ** 40), 'f'), /not plausible/],
    ['not JSON', () => read('{"a":', 0), /it is not JSON/],
    ['not an object', () => read('[1]', 0), /not a JSON object/],
    ['bad metadata', () => read({ __metadata__: { a: 1 } }, 0), /__metadata__/],
    ['entry is a number', () => read({ a: 1 }, 0), /tensor "a": its entry/],
    ['no dtype', () => read({ a: { shape: [], data_offsets: [0, 4] } }, 4), /tensor "a": it has no dtype/],
    ['unknown dtype', () => read({ a: entry('F8', [8], 0, 8) }, 8), /type F8 is not supported/],
    ['inherited name as dtype', () => read({ a: entry('toString', [8], 0, 8) }, 8), /not supported/],
    ['negative size', () => read({ a: entry('F32', [-2], 0, 8) }, 8), /not a list of sizes/],
    ['fractional size', () => read({ a: entry('F32', [0.5], 0, 2) }, 2), /not a list of sizes/],
    ['size and range differ', () => read({ a: entry('F32', [3], 0, 8) }, 8), /needs 12 bytes but it has 8/],
    ['overflowing shape', () => read({ a: entry('F32', [2 ** 30, 2 ** 30], 0, 8) }, 8), /needs .* bytes/],
    ['reversed range', () => read({ a: entry('F32', [2], 8, 0) }, 8), /needs 8 bytes but it has -8/],
    ['three offsets', () => read({ a: { ...good.a, data_offsets: [0, 8, 8] } }, 8), /data_offsets/],
    [
      'a gap',
      () => read({ ...good, b: entry('F32', [1], 12, 16) }, 16),
      /tensor "b": .* starts at byte 12 instead of 8/,
    ],
    ['an overlap', () => read({ ...good, b: entry('F32', [1], 4, 8) }, 8), /tensor "b"/],
    ['truncated', () => read(good, 7), /need 8 bytes but the file holds 7/],
    ['trailing bytes', () => read(good, 9), /need 8 bytes but the file holds 9/],
  ];
  test.each(cases)('%s', (_, run, message) => {
    expect(run).toThrow(DataError);
    expect(run).toThrow(message);
  });

  test('any flipped byte or cut either reads or gives a DataError', () => {
    const bytes = writeSafetensors(
      new Map<string, SafetensorsTensor>([
        ['weight', { shape: [2, 3], data: new Float32Array(6) }],
        ['ids', { shape: [2], data: new BigInt64Array(2) }],
      ]),
    );
    fc.assert(
      fc.property(
        fc.nat(bytes.length - 1),
        fc.integer({ min: 1, max: 255 }),
        fc.nat(bytes.length),
        (at, flip, cut) => {
          const damaged = bytes.slice(0, bytes.length - (flip % 2 ? 0 : cut));
          if (at < damaged.length) damaged[at] ^= flip;
          try {
            readSafetensors(damaged, 'f');
          } catch (error) {
            expect(error).toBeInstanceOf(DataError);
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});

test('writing refuses a shape that does not fit and the reserved name', () => {
  const data = new Float32Array(2);
  expect(() => writeSafetensors(new Map([['a', { shape: [3], data }]]))).toThrow(TesseraError);
  expect(() => writeSafetensors(new Map([['__metadata__', { shape: [2], data }]]))).toThrow(/__metadata__/);
});
