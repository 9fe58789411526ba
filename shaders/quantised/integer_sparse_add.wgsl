// include: invocation
// C[m, n] = sums[m, n] + the sum over the entries e of row n of left[m, columns[e]]·values[e]
// One invocation per element of C walks its row in order. FLOPs: 2 per entry and row m; bytes: 12 per entry and row m.

struct Params {
  count: u32, // of C
  rows: u32, // of the sparse matrix
  words: u32, // of a row of left
}

@group(0) @binding(0) var<storage, read> left: array<u32>; // [M, words]
@group(0) @binding(1) var<storage, read> sums: array<i32>; // [M, rows]
@group(0) @binding(2) var<storage, read> starts: array<u32>; // [rows + 1]
@group(0) @binding(3) var<storage, read> columns: array<u32>; // [entries]
@group(0) @binding(4) var<storage, read> values: array<i32>; // [entries]
@group(0) @binding(5) var<storage, read_write> total: array<i32>; // [M, rows]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(here: Invocation) {
  let at = invocation_index(here);
  let p = params;
  if (at >= p.count) { return; }
  let m = at / p.rows;
  let row = at - m * p.rows;
  var acc = sums[at];
  for (var e = starts[row]; e < starts[row + 1u]; e++) {
    let column = columns[e];
    let word = left[m * p.words + (column >> 2u)];
    acc += extractBits(bitcast<i32>(word), 8u * (column & 3u), 8u) * values[e];
  }
  total[at] = acc;
}
