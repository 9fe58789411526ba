// Four signed codes of a word, the lowest byte first, as real numbers.
// Masks and powers of two: SwiftShader shifts vectors number by number, at four times the price of a multiply-add.

fn signed_bytes(word: u32) -> vec4f {
  let top = f32(bitcast<i32>(word & 0xff000000u)) * 0x1p-24f;
  let shifted = bitcast<i32>(word ^ 0x00808080u); // the lower three, 128 above their values
  return vec4f(f32(shifted & 0xff) - 128.0, f32(shifted & 0xff00) * 0x1p-8f - 128.0,
    f32(shifted & 0xff0000) * 0x1p-16f - 128.0, top);
}
