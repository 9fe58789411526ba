// The element of kernels that work on one or on four neighbouring numbers at a time: one here.

alias Vector = f32;
alias Word = u32; // the same bytes, for copies of any 4-byte type
const WIDTH: u32 = 1u;

fn total(v: Vector) -> f32 {
  return v;
}

fn filled(x: f32) -> Vector {
  return x;
}

fn divided(v: Vector, by: f32) -> Vector {
  return v / by;
}

fn part(v: Vector, at: u32) -> f32 {
  return v;
}

fn word_total(word: Word) -> u32 {
  return word;
}

// The sums of the parts in front of each.
fn word_before(word: Word) -> Word {
  return 0u;
}
