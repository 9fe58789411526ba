// y[b, c] = scale_b * sum over the lookups j of bag b of weight_j * (scale_r * code[r, c] + bias_r), r = indices[j]
// One invocation per (bag, word of codes), words fastest; its sums stay in registers.
// FLOPs: 3 per lookup and column (4 weighted); bytes: one coded row read per lookup, one row written per bag.

// include: bags, rows_looked_up, row_codes

struct Params {
  bags: u32,
  // Columns of the table, in vectors.
  width: u32,
  // Words of the codes of a row; its scale and bias follow.
  code_words: u32,
  // Always 0; see lib/rounded.
  zero: u32,
}

@group(0) @binding(0) var<storage, read> table: array<u32>; // [rows, code_words + 2]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(here: Invocation) {
  let invocation = invocation_index(here);
  let bag = invocation / params.code_words;
  if (bag >= params.bags) {
    return;
  }
  let word = invocation - bag * params.code_words;
  let lookups = lookups_of(bag);
  var sums: array<Vector, VECTORS_PER_WORD>;
  for (var j = lookups.start; j < lookups.end; j++) {
    let row = row_of(j) * (params.code_words + 2u);
    let scale = row + params.code_words;
    let coding = Coding(bitcast<f32>(table[scale]), bitcast<f32>(table[scale + 1u]));
    let codes = table[row + word];
    let weight = weight_of(j);
    for (var place = 0u; place < VECTORS_PER_WORD; place++) {
      sums[place] += weight * decoded(codes_in(codes, place), coding, params.zero);
    }
  }
  let first = word * VECTORS_PER_WORD;
  for (var place = 0u; place < min(VECTORS_PER_WORD, params.width - first); place++) {
    y[bag * params.width + first + place] = pooled(sums[place], lookups);
  }
}
