// include: short_vector
// What the blocked attention kernels share: head vectors of up to 16 elements in registers, and an invocation
// for every four neighbouring rows. Needs lib/attention; the including kernel supplies
//   qkv: array<vec4f>   a binding
//   put(at, x)          writes vec4f number `at` of its result

// The first of the four rows of an invocation; its sequence lies beyond all where there is none.
fn first_of_four(here: Invocation) -> Token {
  let blocks = (params.tokens + 3u) / 4u;
  let block = invocation_index(here);
  let sequence = block / blocks;
  return Token(sequence, 4u * (block - sequence * blocks));
}

// Head vector `vector` of qkv.
fn load_qkv(vector: u32) -> mat4x4f {
  let at = vector * HEAD_VECTORS;
  var head = mat4x4f();
  head[0] = qkv[at];
  if (HEAD_VECTORS > 1u) {
    head[1] = qkv[at + 1u];
  }
  if (HEAD_VECTORS > 2u) {
    head[2] = qkv[at + 2u];
  }
  if (HEAD_VECTORS > 3u) {
    head[3] = qkv[at + 3u];
  }
  return head;
}

// Writes head vector `vector` of the result.
fn store_head(vector: u32, head: mat4x4f) {
  let at = vector * HEAD_VECTORS;
  put(at, head[0]);
  if (HEAD_VECTORS > 1u) {
    put(at + 1u, head[1]);
  }
  if (HEAD_VECTORS > 2u) {
    put(at + 2u, head[2]);
  }
  if (HEAD_VECTORS > 3u) {
    put(at + 3u, head[3]);
  }
}
