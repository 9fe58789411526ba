// Vectors of up to 16 numbers as four vec4f, the missing ones zero. Indexed by constants only, they live in
// registers on every adapter.

fn dot_product(a: mat4x4f, b: mat4x4f) -> f32 {
  let products = a[0] * b[0] + a[1] * b[1] + a[2] * b[2] + a[3] * b[3];
  return products.x + products.y + products.z + products.w;
}
