// y[b, c] = scale_b * sum over the lookups j of bag b of weight_j * table[indices[j], c]
// One invocation per (bag, vector of columns), columns fastest, so that neighbours read neighbouring columns.
// FLOPs: 1 per lookup and column (2 weighted); bytes: one row read per lookup, one row written per bag.

// include: invocation

override WEIGHTED: bool = false;
override MEAN: bool = false;

struct Params {
  bags: u32,
  // Columns of the table, in vectors.
  width: u32,
}

@group(0) @binding(0) var<storage, read> table: array<Vector>; // [rows, width]
@group(0) @binding(1) var<storage, read> indices: array<u32>; // [L]
@group(0) @binding(2) var<storage, read> offsets: array<u32>; // [bags + 1]
@group(0) @binding(3) var<storage, read> weights: array<f32>; // [L], used when WEIGHTED
@group(0) @binding(4) var<storage, read_write> y: array<Vector>; // [bags, width]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(here: Invocation) {
  let element = invocation_index(here);
  let bag = element / params.width;
  if (bag >= params.bags) {
    return;
  }
  let column = element - bag * params.width;
  let start = offsets[bag];
  let end = offsets[bag + 1u];
  var sum = Vector();
  for (var j = start; j < end; j++) {
    let x = table[indices[j] * params.width + column];
    if (WEIGHTED) {
      sum += weights[j] * x;
    } else {
      sum += x;
    }
  }
  if (MEAN && end > start) {
    sum /= f32(end - start);
  }
  y[element] = sum;
}
