// Numbers through codes of a few bits and back, for the generated element-wise kernels, which define `element` as f32
// or vec4f; the float64 definitions are in src/graph/ops/elementwiseFunctions.ts.

fn code_of(x: element, scale: element, zero: element) -> element {
  return round(x / scale) + zero;
}

fn fake_quantise(x: element, scale: element, zero: element, lowest: element, highest: element) -> element {
  return scale * (clamp(code_of(x, scale, zero), lowest, highest) - zero);
}

/// Straight through inside the range, nothing outside it.
fn fake_quantise_gradient(
  gradient: element, x: element, scale: element, zero: element, lowest: element, highest: element,
) -> element {
  let code = code_of(x, scale, zero);
  return select(gradient, element(0.0), (code < lowest) | (code > highest));
}

/// The end of the range outside it, the rounding inside (Esser et al. 2020, eq. 3).
fn fake_quantise_scale_gradient(
  gradient: element, x: element, scale: element, zero: element, lowest: element, highest: element,
) -> element {
  let code = code_of(x, scale, zero);
  let inside = (code >= lowest) & (code <= highest);
  return gradient * (clamp(code, lowest, highest) - zero - select(element(0.0), x / scale, inside));
}
