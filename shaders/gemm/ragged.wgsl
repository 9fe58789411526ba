// include: scalar_product
// C[b] = epilogue(op(A[b])·op(B[b])) of any alignment, without padding: for small products whose rows are
// no whole vec4s, where a copy in and out would cost more dispatches than it saves time.
// One invocation per 4 × 4 results; beyond the edges it reads the last row or column again and writes nothing.
// FLOPs: 2·depth per result; bytes: 2·depth read, 4 written per result.

struct Params {
  tiles: u32,
  tilesAcross: u32,
  tilesDown: u32,
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

/// Writes the results of one row that exist: those at `column` to the last.
fn finish(sums: vec4f, at: vec4u, column: vec4u, exists: bool) {
  var v = sums;
  if (BIAS) { v += vec4f(bias[column.x], bias[column.y], bias[column.z], bias[column.w]); }
  if (RESIDUAL) { v += vec4f(residual[at.x], residual[at.y], residual[at.z], residual[at.w]); }
  let before = v;
  if (ACTIVATION != 0u) { v = activated(v); }
  if (DERIVATIVE != 0u) { v = derived(v, vec4f(source[at.x], source[at.y], source[at.z], source[at.w])); }
  // A clamped column repeats the last one, which has been written.
  for (var i = 0u; i < 4u; i++) {
    let distinct = i == 0u || at[i] != at[max(i, 1u) - 1u]; // max: indices stay in range
    if (!exists || !distinct) { continue; }
    if (SAVE) { preActivation[at[i]] = before[i]; }
    product[at[i]] = v[i];
  }
}

@compute @workgroup_size(WORKGROUP)
fn main(here: Invocation) {
  let p = params;
  let tile = invocation_index(here);
  if (tile >= p.tiles) { return; }
  let line = tile / p.tilesAcross;
  let batch = line / p.tilesDown;
  let row = 4u * (line - batch * p.tilesDown);
  let four = vec4u(0u, 1u, 2u, 3u);
  let rows = min(row + four, vec4u(p.rows - 1u));
  let columns = min(4u * (tile - line * p.tilesAcross) + four, vec4u(p.columns - 1u));
  var l = batch * p.leftBatch + rows * p.leftRow;
  var r = batch * p.rightBatch + columns * p.rightColumn;
  var c0 = vec4f();
  var c1 = vec4f();
  var c2 = vec4f();
  var c3 = vec4f();
  for (var k = 0u; k < p.depth; k++) {
    let a = vec4f(left_number(l.x), left_number(l.y), left_number(l.z), left_number(l.w));
    let b = vec4f(right_number(r.x), right_number(r.y), right_number(r.z), right_number(r.w));
    c0 = fma(vec4f(a.x), b, c0);
    c1 = fma(vec4f(a.y), b, c1);
    c2 = fma(vec4f(a.z), b, c2);
    c3 = fma(vec4f(a.w), b, c3);
    l += vec4u(p.leftDepth);
    r += vec4u(p.rightDepth);
  }
  let first = batch * p.rows * p.columns;
  finish(c0, first + rows.x * p.columns + columns, columns, true);
  finish(c1, first + rows.y * p.columns + columns, columns, row + 1u < p.rows);
  finish(c2, first + rows.z * p.columns + columns, columns, row + 2u < p.rows);
  finish(c3, first + rows.w * p.columns + columns, columns, row + 3u < p.rows);
}
