// include: invocation, short_vector
// What the blocked interaction kernels share: vectors of up to 16 elements in registers, and an invocation for
// every four vectors of a sample, samples fastest. Expects the bindings `dense` and `embeddings`, both
// array<vec4f>, and VECTORS, the vec4f in a vector, in the prelude.

struct Params {
  batch: u32,
  tables: u32,
  width: u32,
  // width + tables (tables + 1) / 2
  outputs: u32,
}

@group(1) @binding(0) var<uniform> params: Params;

// The first of an invocation's four vectors, and its sample.
struct Four {
  i: u32,
  sample: u32,
}

fn four_of(here: Invocation) -> Four {
  let invocation = invocation_index(here);
  return Four(4u * (invocation / params.batch), invocation % params.batch);
}

// Where the product of vectors i and j is in a sample's interactions.
fn pair_of(i: u32, j: u32) -> u32 {
  let high = max(i, j);
  return params.width + high * (high - 1u) / 2u + min(i, j);
}

// Vector i of a sample: the dense one for i = 0, then the embeddings; beyond the last, the last again.
fn load_vector(sample: u32, i: u32) -> mat4x4f {
  var vector = mat4x4f();
  if (i == 0u) {
    let at = sample * VECTORS;
    vector[0] = dense[at];
    if (VECTORS > 1u) {
      vector[1] = dense[at + 1u];
    }
    if (VECTORS > 2u) {
      vector[2] = dense[at + 2u];
    }
    if (VECTORS > 3u) {
      vector[3] = dense[at + 3u];
    }
    return vector;
  }
  let at = (sample * params.tables + min(i, params.tables) - 1u) * VECTORS;
  vector[0] = embeddings[at];
  if (VECTORS > 1u) {
    vector[1] = embeddings[at + 1u];
  }
  if (VECTORS > 2u) {
    vector[2] = embeddings[at + 2u];
  }
  if (VECTORS > 3u) {
    vector[3] = embeddings[at + 3u];
  }
  return vector;
}
