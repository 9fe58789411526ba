// include: vector1
// What row codes (lib/row_codes) need of a vector of one number.

const PLACES: Word = 0u;

// The words of the random block of four columns that belong to `column`.
fn own_words(block: vec4u, column: u32) -> Word {
  return block[column & 3u];
}

fn joined(bits: Word) -> u32 {
  return bits;
}

fn lowest(v: Vector) -> f32 {
  return v;
}

fn highest(v: Vector) -> f32 {
  return v;
}
