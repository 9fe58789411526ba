// Blocks of a product's operands, four elements at a time; what a four is stored as, lib/left_* and lib/right_*
// say, of which a kernel is given one each.

fn left_fours(at: vec4u) -> mat4x4f {
  return mat4x4f(left_four(at.x), left_four(at.y), left_four(at.z), left_four(at.w));
}

/// `none` in place of the fours that do not exist.
fn left_fours_where(at: vec4u, exists: vec4<bool>, none: vec4f) -> mat4x4f {
  return mat4x4f(select(none, left_four(at.x), exists.x), select(none, left_four(at.y), exists.y),
    select(none, left_four(at.z), exists.z), select(none, left_four(at.w), exists.w));
}

fn right_fours(at: vec4u) -> mat4x4f {
  return mat4x4f(right_four(at.x), right_four(at.y), right_four(at.z), right_four(at.w));
}
