// include: activation
// The steps of a product's epilogue, in this order:
//   v += bias; v += residual; preActivation = v; v = activation(v); v *= activation'(source)
// What is not asked for is compiled out: software adapters execute both sides of every branch.

override BIAS: bool = false;
override RESIDUAL: bool = false;
override SAVE: bool = false;
/// Numbers of `activated` and `derived`; 0 is none.
override ACTIVATION: u32 = 0;
override DERIVATIVE: u32 = 0;

fn activated(x: vec4f) -> vec4f {
  if (ACTIVATION == 1u) { return max(x, vec4f()); }
  if (ACTIVATION == 2u) { return vec4f(gelu(x.x), gelu(x.y), gelu(x.z), gelu(x.w)); }
  if (ACTIVATION == 3u) { return vec4f(silu(x.x), silu(x.y), silu(x.z), silu(x.w)); }
  if (ACTIVATION == 4u) { return vec4f(hard_swish(x.x), hard_swish(x.y), hard_swish(x.z), hard_swish(x.w)); }
  if (ACTIVATION == 5u) { return vec4f(sigmoid(x.x), sigmoid(x.y), sigmoid(x.z), sigmoid(x.w)); }
  if (ACTIVATION == 6u) { return vec4f(tanh_safe(x.x), tanh_safe(x.y), tanh_safe(x.z), tanh_safe(x.w)); }
  return x;
}

fn derived(g: vec4f, s: vec4f) -> vec4f {
  if (DERIVATIVE == 1u) { return select(vec4f(), g, s > vec4f()); }
  if (DERIVATIVE == 2u) {
    return g * vec4f(gelu_derivative(s.x), gelu_derivative(s.y), gelu_derivative(s.z), gelu_derivative(s.w));
  }
  if (DERIVATIVE == 3u) {
    return g * vec4f(silu_derivative(s.x), silu_derivative(s.y), silu_derivative(s.z), silu_derivative(s.w));
  }
  if (DERIVATIVE == 4u) {
    return g * vec4f(hard_swish_derivative(s.x), hard_swish_derivative(s.y), hard_swish_derivative(s.z),
      hard_swish_derivative(s.w));
  }
  if (DERIVATIVE == 5u) { return g * s * (1.0 - s); }
  if (DERIVATIVE == 6u) { return g * (1.0 - s * s); }
  return g;
}
