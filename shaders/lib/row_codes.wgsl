// Rows of numbers kept as codes of BITS bits, x = scale * code + bias, bit for bit those of src/base/rowCodes.ts.
// A row is its packed codes, the lowest bits first, then the bits of its scale and of its bias. The prelude has
// BITS; the kernel includes codes_vector1 or codes_vector4. Division only proposes a code: it is settled by
// operations that every adapter rounds alike. `zero` must be 0, but unknown to the compiler (see lib/rounded).

const MOST: u32 = (1u << BITS) - 1u;
const VECTORS_PER_WORD: u32 = 32u / BITS / WIDTH;
const SMALLEST_SCALE: f32 = 0x1p-126;

struct Coding {
  scale: f32,
  bias: f32,
}

fn exact(x: Vector, zero: u32) -> Vector {
  return bitcast<Vector>(bitcast<Word>(x) ^ Word(zero));
}

fn coding_of(low: f32, high: f32, zero: u32) -> Coding {
  let range = bitcast<f32>(bitcast<u32>(high - low) ^ zero);
  let scale = range * (1.0 / f32(MOST));
  return Coding(select(scale, 0.0, scale < SMALLEST_SCALE), low);
}

// The codes of vector `place` of a word.
fn codes_in(word: u32, place: u32) -> Word {
  return (Word(word) >> (PLACES * BITS + Word(place * WIDTH * BITS))) & Word(MOST);
}

// The bits of a word whose vector `place` holds these codes.
fn packed(codes: Word, place: u32) -> u32 {
  return joined(codes << (PLACES * BITS + Word(place * WIDTH * BITS)));
}

fn decoded(codes: Word, coding: Coding, zero: u32) -> Vector {
  return exact(Vector(codes) * coding.scale, zero) + coding.bias;
}

// With x = scale * (q + r) + bias, 0 <= r < 1: q where r is at most the threshold, else q + 1.
fn codes_for(x: Vector, coding: Coding, threshold: Vector, zero: u32) -> Word {
  if (coding.scale == 0.0) {
    return Word();
  }
  let distance = exact(x - coding.bias, zero);
  var code = min(Word(distance / coding.scale), Word(MOST));
  let too_high = exact(Vector(code) * coding.scale, zero) > distance;
  let too_low = exact(Vector(code + 1u) * coding.scale, zero) <= distance;
  code = select(select(code, code + 1u, too_low), code - 1u, too_high);
  let rest = distance - exact(Vector(code) * coding.scale, zero);
  let up = exact(threshold * coding.scale, zero) < rest;
  return min(select(code, code + 1u, up), Word(MOST));
}

// 24 of 32 random bits as a fraction in [0, 1).
fn fraction(bits: Word) -> Vector {
  return Vector(bits >> Word(8u)) * 0x1p-24;
}
