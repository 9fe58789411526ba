// dtable[r, c] = sum over the lookups of row r of factor * dy[bag, c]; zero for a row nobody looked up.
// One invocation per (row, vector of columns): it finds its row among the sorted distinct rows by bisection, so that
// every element, zero or not, is written by exactly one invocation in one dispatch.
// FLOPs: 1 per lookup and column; bytes: rows * width written, one bag gradient read per lookup.

// include: invocation, segment_terms

const BLOCK = 64u;

struct Params {
  rows: u32,
  // Columns, in vectors.
  width: u32,
}

@group(0) @binding(0) var<storage, read> bag_gradient: array<Vector>; // [bags, width]
@group(0) @binding(1) var<storage, read> offsets: array<u32>; // [bags + 1]
@group(0) @binding(2) var<storage, read> unique_rows: array<u32>; // [L]
@group(0) @binding(3) var<storage, read> segment_starts: array<u32>; // [L + 1]
@group(0) @binding(4) var<storage, read> segment_bags: array<u32>; // [L]
@group(0) @binding(5) var<storage, read> segment_weights: array<f32>; // [L], used when WEIGHTED
@group(0) @binding(6) var<storage, read> counts: array<u32>; // [2]
@group(0) @binding(7) var<storage, read_write> table_gradient: array<Vector>; // [rows, width]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(here: Invocation) {
  let element = invocation_index(here);
  let row = element / params.width;
  if (row >= params.rows) {
    return;
  }
  let column = element - row * params.width;

  // The first segment whose row is not below ours.
  var low = 0u;
  var high = counts[0];
  while (low < high) {
    let middle = (low + high) / 2u;
    if (unique_rows[middle] < row) {
      low = middle + 1u;
    } else {
      high = middle;
    }
  }
  var sum = Vector();
  if (low < counts[0] && unique_rows[low] == row) {
    // In blocks, whose sums lose less to rounding than one long sum.
    let end = segment_starts[low + 1u];
    for (var start = segment_starts[low]; start < end; start += BLOCK) {
      sum += sum_terms(start, min(start + BLOCK, end), column, params.width);
    }
  }
  table_gradient[element] = sum;
}
