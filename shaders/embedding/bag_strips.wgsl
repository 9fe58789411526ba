// y[b, c] = scale_b * sum over the lookups j of bag b of weight_j * table[indices[j], c]
// One invocation per (bag, four vectors of columns): what a lookup is, is read once for all four. For software
// adapters, where a load costs as much as twenty multiplications; see embedding/bag.
// FLOPs: 1 per lookup and column (2 weighted); bytes: one row read per lookup, one row written per bag.

// include: bags

struct Params {
  bags: u32,
  // Columns of the table, in vectors, and strips of four over them.
  width: u32,
  strips: u32,
}

@group(0) @binding(0) var<storage, read> table: array<Vector>; // [rows, width]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(here: Invocation) {
  let invocation = invocation_index(here);
  let bag = invocation / params.strips;
  if (bag >= params.bags) {
    return;
  }
  let column = 4u * (invocation - bag * params.strips);
  // Vectors beyond the last repeat it and are not stored.
  let columns = min(vec4u(column) + vec4u(0u, 1u, 2u, 3u), vec4u(params.width - 1u));
  let lookups = lookups_of(bag);
  var a = Vector();
  var b = Vector();
  var c = Vector();
  var d = Vector();
  for (var j = lookups.start; j < lookups.end; j++) {
    let at = row_of(j) * params.width + columns;
    let weight = weight_of(j);
    a += weight * table[at.x];
    b += weight * table[at.y];
    c += weight * table[at.z];
    d += weight * table[at.w];
  }
  let first = bag * params.width + column;
  y[first] = pooled(a, lookups);
  if (column + 1u < params.width) { y[first + 1u] = pooled(b, lookups); }
  if (column + 2u < params.width) { y[first + 2u] = pooled(c, lookups); }
  if (column + 3u < params.width) { y[first + 3u] = pooled(d, lookups); }
}
