// include: invocation, touched_rows
// What the kernels share that make the lists of touched rows: an invocation looks through one strip of them.
// Expects the binding `counts` [2].

struct Params {
  // Where each list begins, in touched rows.
  lists: vec4u,
  strips: u32,
  // Touched rows of a strip.
  strip: u32,
}

@group(1) @binding(0) var<uniform> params: Params;

struct Range { start: u32, end: u32 }

fn strip_of(strip: u32) -> Range {
  let start = strip * params.strip;
  return Range(start, min(start + params.strip, counts[0]));
}

// 1 for the list that a row of so many lookups belongs to.
fn list_of(lookups: u32) -> vec4u {
  let few = vec4u(lookups) == vec4u(1u, 2u, 3u, 4u);
  return vec4u(vec4<bool>(few.x, few.y, few.z || few.w, lookups > 4u));
}
