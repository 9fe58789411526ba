// Philox4x32-10 (Salmon et al., "Parallel Random Numbers: As Easy as 1, 2, 3", SC 2011), bit for bit the
// generator of src/base/philox.ts: key (seed, stream), counter (index low, index high, step, slot).

const PHILOX_MULTIPLIERS = vec2u(0xd2511f53u, 0xcd9e8d57u);
const PHILOX_KEY_STEPS = vec2u(0x9e3779b9u, 0xbb67ae85u);

// High words of the 64-bit products a * b, from 16-bit halves; no partial sum overflows.
fn multiply_high(a: vec2u, b: vec2u) -> vec2u {
  let a_low = a & vec2u(0xffffu);
  let a_high = a >> vec2u(16u);
  let b_low = b & vec2u(0xffffu);
  let b_high = b >> vec2u(16u);
  let middle = a_high * b_low + ((a_low * b_low) >> vec2u(16u));
  let cross = a_low * b_high + (middle & vec2u(0xffffu));
  return a_high * b_high + (middle >> vec2u(16u)) + (cross >> vec2u(16u));
}

fn philox(counter: vec4u, key: vec2u) -> vec4u {
  var x = counter;
  var k = key;
  for (var round = 0u; round < 10u; round++) {
    let factors = x.xz;
    let high = multiply_high(factors, PHILOX_MULTIPLIERS);
    let low = factors * PHILOX_MULTIPLIERS;
    x = vec4u(high.y ^ x.y ^ k.x, low.y, high.x ^ x.w ^ k.y, low.x);
    k += PHILOX_KEY_STEPS;
  }
  return x;
}
