// include: invocation
// codes[r, k] = clamp(round(x[r, k]·inverseScale) + zero, -128, 127), four to a word; sums[r] = sum over k of them.
// One invocation per row. FLOPs: 2 per element; bytes: 5 per element.

struct Params {
  rows: u32,
  depth: u32,
  words: u32, // of a row of codes
  zero: i32,
}

@group(0) @binding(0) var<storage, read> x: array<f32>; // [rows, depth]
@group(0) @binding(1) var<storage, read> inverseScale: array<f32>; // [1]
@group(0) @binding(2) var<storage, read_write> codes: array<u32>; // [rows, words]
@group(0) @binding(3) var<storage, read_write> sums: array<i32>; // [rows]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(here: Invocation) {
  let row = invocation_index(here);
  let p = params;
  if (row >= p.rows) { return; }
  let scale = inverseScale[0];
  var sum = 0;
  for (var word = 0u; word < p.words; word++) {
    var bits = 0u;
    for (var lane = 0u; lane < 4u; lane++) {
      let k = 4u * word + lane;
      if (k < p.depth) {
        // Clamped as a real first: what lies far outside has no i32.
        let nearest = clamp(round(x[row * p.depth + k] * scale), -512.0, 512.0);
        let code = clamp(i32(nearest) + p.zero, -128, 127);
        sum += code;
        bits |= (u32(code) & 255u) << (8u * lane);
      }
    }
    codes[row * p.words + word] = bits;
  }
  sums[row] = sum;
}
