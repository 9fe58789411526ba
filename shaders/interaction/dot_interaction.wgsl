// y = [v_0, v_i . v_j for i = 1 ... T and j < i], v_0 the dense vector, v_1 ... v_T the embeddings
// (Naumov et al., 1906.00091, section 2.1.3).
// One invocation per output element; neighbours share v_i, so its reads are served by the cache.
// FLOPs: 2 * width per pair; bytes: each vector and each output once, if vectors stay in the cache.

// include: invocation

struct Params {
  batch: u32,
  tables: u32,
  width: u32,
  // width + tables (tables + 1) / 2
  outputs: u32,
}

@group(0) @binding(0) var<storage, read> dense: array<f32>; // [batch, width]
@group(0) @binding(1) var<storage, read> embeddings: array<f32>; // [batch, tables, width]
@group(0) @binding(2) var<storage, read_write> y: array<f32>; // [batch, outputs]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(here: Invocation) {
  let element = invocation_index(here);
  let sample = element / params.outputs;
  if (sample >= params.batch) {
    return;
  }
  let width = params.width;
  let output = element - sample * params.outputs;
  if (output < width) {
    y[element] = dense[sample * width + output];
    return;
  }

  // Row i of the strictly lower triangle starts at pair i (i - 1) / 2.
  let pair = output - width;
  var i = u32((sqrt(8.0 * f32(pair) + 1.0) + 1.0) / 2.0);
  if (i * (i - 1u) / 2u > pair) {
    i--;
  }
  if (i * (i + 1u) / 2u <= pair) {
    i++;
  }
  let j = pair - i * (i - 1u) / 2u;

  let first = (sample * params.tables + i - 1u) * width;
  var sum = 0.0;
  if (j == 0u) {
    let second = sample * width;
    for (var d = 0u; d < width; d++) {
      sum += embeddings[first + d] * dense[second + d];
    }
  } else {
    let second = (sample * params.tables + j - 1u) * width;
    for (var d = 0u; d < width; d++) {
      sum += embeddings[first + d] * embeddings[second + d];
    }
  }
  y[element] = sum;
}
