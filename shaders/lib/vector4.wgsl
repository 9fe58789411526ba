// The element of kernels that work on one or on four neighbouring numbers at a time: four here.

alias Vector = vec4f;
alias Word = vec4u; // the same bytes, for copies of any 4-byte type
const WIDTH: u32 = 4u;

fn total(v: Vector) -> f32 {
  return dot(v, Vector(1.0));
}

fn filled(x: f32) -> Vector {
  return Vector(x);
}

fn divided(v: Vector, by: f32) -> Vector {
  return v / by;
}

fn part(v: Vector, at: u32) -> f32 {
  return v[at];
}

fn word_total(word: Word) -> u32 {
  return word.x + word.y + word.z + word.w;
}

// The sums of the parts in front of each.
fn word_before(word: Word) -> Word {
  return Word(0u, word.x, word.x + word.y, word.x + word.y + word.z);
}
