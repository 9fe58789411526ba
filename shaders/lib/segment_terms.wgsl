// The terms of an embedding row's gradient, in the order of the sorted lookups. Expects the module-scope
// bindings `bag_gradient` [bags, width], `offsets`, `segment_bags` and `segment_weights`.

override WEIGHTED: bool = false;
override MEAN: bool = false;

// Vector `column` of the sum over sorted lookups start ... end - 1 of factor * bag_gradient[bag].
fn sum_terms(start: u32, end: u32, column: u32, width: u32) -> Vector {
  var sum = Vector();
  for (var position = start; position < end; position++) {
    let bag = segment_bags[position];
    var term = bag_gradient[bag * width + column];
    if (WEIGHTED) {
      term *= segment_weights[position];
    }
    if (MEAN) {
      term = divided(term, f32(offsets[bag + 1u] - offsets[bag]));
    }
    sum += term;
  }
  return sum;
}

// Vectors column ... column + 3 of the same sums; what a lookup is, is read once for all four. Those beyond the
// row's last vector repeat it.
struct Strip { a: Vector, b: Vector, c: Vector, d: Vector }

fn sum_strip(start: u32, end: u32, column: u32, width: u32) -> Strip {
  let columns = min(vec4u(column) + vec4u(0u, 1u, 2u, 3u), vec4u(width - 1u));
  var sum = Strip();
  for (var position = start; position < end; position++) {
    let bag = segment_bags[position];
    let at = bag * width + columns;
    var term = Strip(bag_gradient[at.x], bag_gradient[at.y], bag_gradient[at.z], bag_gradient[at.w]);
    if (WEIGHTED) {
      let weight = segment_weights[position];
      term = Strip(weight * term.a, weight * term.b, weight * term.c, weight * term.d);
    }
    if (MEAN) {
      let length = f32(offsets[bag + 1u] - offsets[bag]);
      term = Strip(divided(term.a, length), divided(term.b, length), divided(term.c, length), divided(term.d, length));
    }
    sum = Strip(sum.a + term.a, sum.b + term.b, sum.c + term.c, sum.d + term.d);
  }
  return sum;
}
