// What is escaped is read back as it was, and nothing in it is markup.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { escaped } from './markup';

/** Character references as a reader of XML resolves them. */
const read = (text: string) => text.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)));

test('any text is read back, and no tag or quote is left in it', () => {
  const character = fc.constantFrom('<', '>', '&', '"', '#', ';', '6', '0', 'a', 'é', '😀');
  fc.assert(
    fc.property(fc.array(character), (characters) => {
      const text = characters.join('');
      expect(read(escaped(text))).toBe(text);
      expect(escaped(text)).not.toMatch(/[<>"]|&(?!#\d+;)/);
    }),
  );
});
