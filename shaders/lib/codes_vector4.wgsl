// include: vector4
// What row codes (lib/row_codes) need of a vector of four numbers.

const PLACES: Word = Word(0u, 1u, 2u, 3u);

// The words of the random block of four columns that belong to `column`, the first of them.
fn own_words(block: vec4u, column: u32) -> Word {
  return block;
}

fn joined(bits: Word) -> u32 {
  return bits.x | bits.y | bits.z | bits.w;
}

fn lowest(v: Vector) -> f32 {
  return min(min(v.x, v.y), min(v.z, v.w));
}

fn highest(v: Vector) -> f32 {
  return max(max(v.x, v.y), max(v.z, v.w));
}
