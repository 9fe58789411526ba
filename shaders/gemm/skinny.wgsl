// include: scalar_product
// C[b] = epilogue(op(A[b])·op(B[b])) of any alignment, for results of few rows or columns.
// One invocation per result, columns fastest: it streams one row of op(A) and one column of op(B).
// FLOPs: 2·depth per result; bytes: 8·depth read (A mostly from the cache), 4 written per result.

struct Params {
  results: u32,
  rows: u32,
  columns: u32,
  depth: u32,
  // Distances in elements: from row to row and from k to k + 1 of op(A), likewise of op(B), between matrices.
  leftRow: u32,
  leftDepth: u32,
  rightDepth: u32,
  rightColumn: u32,
  leftBatch: u32,
  rightBatch: u32,
}

@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(here: Invocation) {
  let at = invocation_index(here);
  if (at >= params.results) { return; }
  let p = params;
  let line = at / p.columns;
  let column = at - line * p.columns;
  let batch = line / p.rows;
  var l = batch * p.leftBatch + (line - batch * p.rows) * p.leftRow;
  var r = batch * p.rightBatch + column * p.rightColumn;
  var v = 0.0;
  if (BIAS) { v = bias[column]; }
  for (var k = 0u; k < p.depth; k++) {
    v = fma(left_number(l), right_number(r), v);
    l += p.leftDepth;
    r += p.rightDepth;
  }
  if (RESIDUAL) { v += residual[at]; }
  if (SAVE) { preActivation[at] = v; }
  if (ACTIVATION != 0u) { v = activated(vec4f(v)).x; }
  if (DERIVATIVE != 0u) { v = derived(vec4f(v), vec4f(source[at])).x; }
  product[at] = v;
}
