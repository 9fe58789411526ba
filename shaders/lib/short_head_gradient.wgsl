// Short head vectors (lib/short_head) of the bindings `output_gradient` and `qkv_gradient`, both array<vec4f>.

fn load_gradient(vector: u32) -> mat4x4f {
  let at = vector * HEAD_VECTORS;
  var head = mat4x4f();
  head[0] = output_gradient[at];
  if (HEAD_VECTORS > 1u) {
    head[1] = output_gradient[at + 1u];
  }
  if (HEAD_VECTORS > 2u) {
    head[2] = output_gradient[at + 2u];
  }
  if (HEAD_VECTORS > 3u) {
    head[3] = output_gradient[at + 3u];
  }
  return head;
}

fn put(at: u32, x: vec4f) {
  qkv_gradient[at] = x;
}
