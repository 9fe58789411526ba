// include: epilogue_steps
// What an integer product does to four neighbouring sums before they are written:
//   acc += offsets[n]; acc -= rightZeros[n]·rowSums[m]; then as lib/integer_result_* says.
// The offsets hold what zero points contribute that is known beforehand: -z_left·sum_k(right) + K·z_left·z_right.

override OFFSETS: bool = false;
override RIGHT_ZEROS: bool = false;
override ADD_BIAS: bool = false;

@group(0) @binding(2) var<storage, read> bias: array<vec4f>; // [columns], used when ADD_BIAS
@group(0) @binding(3) var<storage, read> multipliers: array<vec4f>; // [columns], of results that are not i32
@group(0) @binding(4) var<storage, read> offsets: array<vec4i>; // [columns], used when OFFSETS
@group(0) @binding(6) var<storage, read> rowSums: array<i32>; // [rows], used when RIGHT_ZEROS
@group(0) @binding(7) var<storage, read> rightZeros: array<vec4i>; // [columns], used when RIGHT_ZEROS

/// Writes four results, given sums that f32 holds exactly.
fn finish(sums: vec4f, at: u32) { finish_integers(vec4i(sums), at); }

fn finish_integers(sums: vec4i, at: u32) {
  let row = at / params.productStride;
  let column = at - row * params.productStride;
  var acc = sums;
  if (OFFSETS) { acc += offsets[column]; }
  if (RIGHT_ZEROS) { acc -= rightZeros[column] * rowSums[row]; }
  write_result(acc, column, at);
}

/// The sums in real numbers: scaled, with bias and activation.
fn scaled(acc: vec4i, column: u32) -> vec4f {
  var v = vec4f(acc) * multipliers[column];
  if (ADD_BIAS) { v += bias[column]; }
  if (ACTIVATION != 0u) { v = activated(v); }
  return v;
}
