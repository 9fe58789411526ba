// include: sparse_update, touched_segments, row_codes, philox
// The walk of the sparse updates over a table of coded rows: a touched row is decoded, updated, and coded again with
// a fresh scale and bias. The new numbers wait in the row's own piece of `sums` until the row's range is known.
// LANES neighbouring invocations share a row, word by word; each word has one writer. Rounding is to the nearest
// code or, when STOCHASTIC, up with the probability that keeps the expected number, drawn for (step, row, column).

override STOCHASTIC: bool = true;

@group(0) @binding(0) var<storage, read_write> table: array<u32>; // [rows, code_words + 2]

var<workgroup> lane_ranges: array<vec2f, WORKGROUP>;

// Smallest and largest over the lanes of a row. Every invocation must call it.
fn lanes_range(local: u32, own: vec2f) -> vec2f {
  if (LANES == 1u) {
    return own;
  }
  lane_ranges[local] = own;
  workgroupBarrier();
  var range = own;
  let first = local - local % LANES;
  for (var other = first; other < first + LANES; other++) {
    let theirs = lane_ranges[other];
    range = vec2f(min(range.x, theirs.x), max(range.y, theirs.y));
  }
  return range;
}

fn threshold(row: u32, column: u32) -> Vector {
  if (!STOCHASTIC) {
    return Vector(0.5);
  }
  let first = column * WIDTH;
  let block = philox(vec4u(first / 4u, row, step[0], 0u), vec2u(params.seed, params.stream));
  return fraction(own_words(block, first));
}

@compute @workgroup_size(WORKGROUP)
fn main(here: Invocation) {
  let local = here.local;
  let segment = invocation_index(here) / LANES;
  let lane = local % LANES;
  let touched = segment < touched_rows();
  var words_end = 0u; // of this row's codes; none where there is no row
  var row = 0u;
  var pieces = Pieces();
  if (touched) {
    words_end = params.code_words;
    row = unique_rows[segment];
    pieces = pieces_of(segment);
  }
  var mean_square = 0.0;
  if (MEAN_SQUARE) {
    for (var word = lane; word < words_end; word += LANES) {
      let first = word * VECTORS_PER_WORD;
      for (var column = first; column < min(first + VECTORS_PER_WORD, params.width); column++) {
        let gradient = row_gradient(pieces, column);
        mean_square += total(gradient * gradient);
      }
    }
    mean_square = lanes_sum(local, mean_square) / f32(params.width * WIDTH);
  }

  let row_start = row * (params.code_words + 2u);
  let coding_at = row_start + params.code_words;
  var constants: Rule;
  var range = vec2f(3.4e38, -3.4e38);
  if (touched) {
    constants = rule(row, mean_square, constants_of_step());
    let before = Coding(bitcast<f32>(table[coding_at]), bitcast<f32>(table[coding_at + 1u]));
    for (var word = lane; word < words_end; word += LANES) {
      let codes = table[row_start + word];
      let first = word * VECTORS_PER_WORD;
      for (var column = first; column < min(first + VECTORS_PER_WORD, params.width); column++) {
        let weight = decoded(codes_in(codes, column - first), before, params.zero);
        let x = updated(weight, row * params.width + column, row_gradient(pieces, column), constants);
        sums[pieces.first + column] = x;
        range = vec2f(min(range.x, lowest(x)), max(range.y, highest(x)));
      }
    }
  }
  range = lanes_range(local, range);

  let coding = coding_of(range.x, range.y, params.zero);
  for (var word = lane; word < words_end; word += LANES) {
    var codes = 0u;
    let first = word * VECTORS_PER_WORD;
    for (var column = first; column < min(first + VECTORS_PER_WORD, params.width); column++) {
      let x = sums[pieces.first + column];
      codes |= packed(codes_for(x, coding, threshold(row, column), params.zero), column - first);
    }
    table[row_start + word] = codes;
  }
  if (touched && lane == 0u) {
    table[coding_at] = bitcast<u32>(coding.scale);
    table[coding_at + 1u] = bitcast<u32>(coding.bias);
    keep(row, constants);
  }
}
