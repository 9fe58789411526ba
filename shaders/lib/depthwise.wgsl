// include: epilogue, invocation, pixel
// What a depthwise convolution and its input's gradient share: their parameters. Each invocation has one pixel and
// four channels of the result. lib/left_* reads the image, lib/right_* the filter [kernelHeight, kernelWidth, channels].

struct Params {
  results: u32, // in fours
  channels: u32, // in fours
  inputHeight: u32,
  inputWidth: u32,
  outputHeight: u32,
  outputWidth: u32,
  kernelHeight: u32,
  kernelWidth: u32,
  strideY: u32,
  strideX: u32,
  paddingTop: i32,
  paddingLeft: i32,
  dilationY: i32,
  dilationX: i32,
}

@group(1) @binding(0) var<uniform> params: Params;

/// What the sum over the taps starts from.
fn start(channel: u32) -> vec4f {
  if (BIAS) { return bias[channel]; }
  return vec4f();
}
