// delta_i = do_i . o_i, kept for whoever takes the same rows later. Expects lib/head_quads_gradient and the bindings
// o: array<vec4f> and deltas: array<f32>.

// Of four tokens; those beyond the last repeat it and are not kept.
fn kept_deltas(sequence: u32, token: u32) -> vec4f {
  let output_at = vectors_of(sequence, token, 0u, 1u);
  var delta = vec4f();
  for (var c = 0u; c < HEAD_VECTORS; c++) {
    let at = output_at + c;
    let gradient = four_gradients(at);
    delta += vec4f(dot(gradient[0], o[at.x]), dot(gradient[1], o[at.y]), dot(gradient[2], o[at.z]),
      dot(gradient[3], o[at.w]));
  }
  let rows = rows_of(sequence, token);
  for (var i = 0u; i < min(4u, params.tokens - min(token, params.tokens)); i++) {
    deltas[rows[i]] = delta[i];
  }
  return delta;
}
