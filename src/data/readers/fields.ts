// Numbers from ASCII bytes, without making strings. All return NaN for anything but one whole number.

const ZERO = 48;
const MINUS = 45;
const POINT = 46;

/** A decimal integer with an optional minus sign, at most 15 digits (exact in a double). */
export function parseInteger(bytes: Uint8Array, start: number, end: number): number {
  const negative = bytes[start] === MINUS;
  let at = negative ? start + 1 : start;
  if (at >= end || end - at > 15) return Number.NaN;
  let value = 0;
  for (; at < end; at++) {
    const digit = bytes[at] - ZERO;
    if (digit < 0 || digit > 9) return Number.NaN;
    value = value * 10 + digit;
  }
  return negative ? -value : value;
}

/** One to eight hexadecimal digits of either case. */
export function parseHex(bytes: Uint8Array, start: number, end: number): number {
  if (start >= end || end - start > 8) return Number.NaN;
  let value = 0;
  for (let at = start; at < end; at++) {
    const byte = bytes[at];
    const letter = byte | 32;
    let digit = -1;
    if (byte >= ZERO && byte <= 57) digit = byte - ZERO;
    else if (letter >= 97 && letter <= 102) digit = letter - 87;
    if (digit < 0) return Number.NaN;
    value = value * 16 + digit;
  }
  return value;
}

/** A finite decimal number, with an optional fraction and exponent. */
export function parseNumber(bytes: Uint8Array, start: number, end: number): number {
  let text = '';
  for (let at = start; at < end; at++) {
    const byte = bytes[at];
    const digit = byte >= ZERO && byte <= 57;
    const sign = byte === MINUS || byte === 43;
    if (!digit && !sign && byte !== POINT && (byte | 32) !== 101) return Number.NaN;
    text += String.fromCharCode(byte);
  }
  const value = text === '' ? Number.NaN : Number(text);
  return Number.isFinite(value) ? value : Number.NaN;
}
