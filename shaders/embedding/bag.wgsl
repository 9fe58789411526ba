// y[b, c] = scale_b * sum over the lookups j of bag b of weight_j * table[indices[j], c]
// One invocation per (bag, vector of columns), columns fastest, so that neighbours read neighbouring columns.
// FLOPs: 1 per lookup and column (2 weighted); bytes: one row read per lookup, one row written per bag.

// include: bags

struct Params {
  bags: u32,
  // Columns of the table, in vectors.
  width: u32,
}

@group(0) @binding(0) var<storage, read> table: array<Vector>; // [rows, width]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(here: Invocation) {
  let element = invocation_index(here);
  let bag = element / params.width;
  if (bag >= params.bags) {
    return;
  }
  let column = element - bag * params.width;
  let lookups = lookups_of(bag);
  var sum = Vector();
  for (var j = lookups.start; j < lookups.end; j++) {
    sum += weight_of(j) * table[row_of(j) * params.width + column];
  }
  y[element] = pooled(sum, lookups);
}
