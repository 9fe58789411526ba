// The element of kernels that work on sixteen neighbouring numbers at a time, as far as they sum and scale them. A
// software adapter checks bounds once for a matrix and so moves it twice as fast as four vectors.

alias Vector = mat4x4f;
const WIDTH: u32 = 16u;

fn filled(x: f32) -> Vector {
  let column = vec4f(x);
  return Vector(column, column, column, column);
}

fn divided(v: Vector, by: f32) -> Vector {
  return Vector(v[0] / by, v[1] / by, v[2] / by, v[3] / by);
}
