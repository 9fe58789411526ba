// include: invocation, signed_bytes, packed_bytes
// q[n, c] = clamp(round((sum over places of x[n, place, c] − places·zero)·multiplier) + resultZero, −128, 127)
// One invocation per word of a mean. FLOPs: one per element of x; bytes: one per element of x.

struct Params {
  count: u32, // words of the result
  words: u32, // of a place
  places: u32,
  offset: i32, // −places·zero
  multiplier: f32,
  resultZero: i32,
}

@group(0) @binding(0) var<storage, read> x: array<u32>; // [N, places, words]
@group(0) @binding(1) var<storage, read_write> means: array<u32>; // [N, words]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(here: Invocation) {
  let at = invocation_index(here);
  let p = params;
  if (at >= p.count) { return; }
  let image = at / p.words;
  let first = image * p.places * p.words + at - image * p.words;
  var sums = vec4i(p.offset);
  for (var place = 0u; place < p.places; place++) {
    sums += vec4i(signed_bytes(x[first + place * p.words]));
  }
  // Clamped as reals first: what lies far outside has no i32.
  let nearest = clamp(round(vec4f(sums) * p.multiplier), vec4f(-512.0), vec4f(512.0));
  means[at] = packed_bytes(clamp(vec4i(nearest) + p.resultZero, vec4i(-128), vec4i(127)));
}
