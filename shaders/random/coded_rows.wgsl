// Rows of codes that stand for the numbers random/uniform draws on [-bound, bound], each taken to the nearest of the
// grid that BITS bits give that interval; the words of src/graph/initialise.ts.
// One invocation per word of the rows start ... start + rows - 1; the last two words of a row are its scale and bias.
// FLOPs: 10 per element besides some 100 integer operations; bytes: 4 per word.

// include: invocation, codes_vector1, row_codes, philox, rounded

struct Params {
  start: u32,
  rows: u32,
  // Elements of a row, and words of their codes.
  width: u32,
  code_words: u32,
  seed: u32,
  stream: u32,
  half_range: f32,
  scale: f32,
  bias: f32,
  // Always 0; see lib/rounded.
  zero: u32,
}

@group(0) @binding(0) var<storage, read_write> y: array<u32>; // [start + rows, ..., code_words + 2]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(here: Invocation) {
  let own = invocation_index(here);
  let stride = params.code_words + 2u;
  let row = own / stride;
  if (row >= params.rows) {
    return;
  }
  let word = own - row * stride;
  let coding = Coding(params.scale, params.bias);
  var result = 0u;
  if (word == params.code_words) {
    result = bitcast<u32>(coding.scale);
  } else if (word > params.code_words) {
    result = bitcast<u32>(coding.bias);
  } else {
    let first = word * VECTORS_PER_WORD;
    for (var column = first; column < min(first + VECTORS_PER_WORD, params.width); column++) {
      let i = (params.start + row) * params.width + column;
      let bits = philox(vec4u(i, 0u, 0u, 0u), vec2u(params.seed, params.stream)).x;
      let x = rounded(params.half_range * (f32(i32(bits >> 8u) - 8388608) * 0x1p-23), params.zero);
      result |= packed(codes_for(x, coding, 0.5, params.zero), column - first);
    }
  }
  y[params.start * stride + own] = result;
}
