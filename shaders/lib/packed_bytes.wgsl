// A word of four codes from −128 to 127, the first in the lowest byte.

fn packed_bytes(code: vec4i) -> u32 {
  let bytes = (vec4u(code) & vec4u(255u)) << vec4u(0u, 8u, 16u, 24u);
  return bytes.x | bytes.y | bytes.z | bytes.w;
}
