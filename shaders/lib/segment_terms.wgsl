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
      term /= f32(offsets[bag + 1u] - offsets[bag]);
    }
    sum += term;
  }
  return sum;
}
