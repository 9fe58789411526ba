// dv_i = sum over j != i of dy[pair(i, j)] * v_j, and dv_0 gets dy's first `width` elements besides.
// One invocation per (sample, vector, column), columns fastest; every output has one writer.
// FLOPs: 2 per element and other vector; bytes: inputs and outputs once, if a sample stays in the cache.

// include: invocation

struct Params {
  batch: u32,
  tables: u32,
  width: u32,
  // width + tables (tables + 1) / 2
  outputs: u32,
}

@group(0) @binding(0) var<storage, read> dy: array<f32>; // [batch, outputs]
@group(0) @binding(1) var<storage, read> dense: array<f32>; // [batch, width]
@group(0) @binding(2) var<storage, read> embeddings: array<f32>; // [batch, tables, width]
@group(0) @binding(3) var<storage, read_write> dense_gradient: array<f32>; // [batch, width]
@group(0) @binding(4) var<storage, read_write> embedding_gradient: array<f32>; // [batch, tables, width]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(here: Invocation) {
  let width = params.width;
  let element = invocation_index(here);
  let sample = element / ((params.tables + 1u) * width);
  if (sample >= params.batch) {
    return;
  }
  let within = element - sample * (params.tables + 1u) * width;
  let i = within / width;
  let column = within - i * width;
  let gradients = sample * params.outputs;
  // The embeddings of this sample, at this column; vector j >= 1 is `j - 1` widths on.
  let vectors = sample * params.tables * width + column;

  var sum = 0.0;
  if (i > 0u) {
    let row = gradients + width + i * (i - 1u) / 2u;
    sum = dy[row] * dense[sample * width + column];
    for (var j = 1u; j < i; j++) {
      sum += dy[row + j] * embeddings[vectors + (j - 1u) * width];
    }
  } else {
    sum = dy[gradients + column];
  }
  for (var j = i + 1u; j <= params.tables; j++) {
    sum += dy[gradients + width + j * (j - 1u) / 2u + i] * embeddings[vectors + (j - 1u) * width];
  }
  if (i == 0u) {
    dense_gradient[sample * width + column] = sum;
  } else {
    embedding_gradient[vectors + (i - 1u) * width] = sum;
  }
}
