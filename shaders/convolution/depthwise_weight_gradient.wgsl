// partial[part, i, j, c] = sum over the part's pixels (n, y, x) of
//   image[n, y·stride − padding + i·dilation, x·stride − padding + j·dilation, c] · dy[n, y, x, c]
// image: [images, inputHeight, inputWidth, channels], dy: [images, outputHeight, outputWidth, channels].
// One invocation per tap, four channels and part of the pixels; the parts are added in order afterwards.
// FLOPs: 2 per tap and element of dy; bytes: 8 read per tap and element of dy (mostly from the cache).

// include: invocation

struct Params {
  fours: u32, // taps · channels
  positions: u32, // pixels of dy
  positionsPerPart: u32,
  parts: u32,
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

@group(0) @binding(2) var<storage, read_write> partial: array<vec4f>; // [parts, kernelHeight, kernelWidth, channels]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(here: Invocation) {
  let at = invocation_index(here);
  if (at >= params.fours * params.parts) { return; }
  let p = params;
  let part = at / p.fours;
  let result = at - part * p.fours;
  let tap = result / p.channels;
  let c = result - tap * p.channels;
  let i = tap / p.kernelWidth;
  let top = i32(i) * p.dilationY - p.paddingTop;
  let edge = i32(tap - i * p.kernelWidth) * p.dilationX - p.paddingLeft;
  let end = min((part + 1u) * p.positionsPerPart, p.positions);
  var sum = vec4f();
  for (var pixel = part * p.positionsPerPart; pixel < end; pixel++) {
    let line = pixel / p.outputWidth;
    let n = line / p.outputHeight;
    let y = u32(i32((line - n * p.outputHeight) * p.strideY) + top);
    let x = u32(i32((pixel - line * p.outputWidth) * p.strideX) + edge);
    let inside = y < p.inputHeight && x < p.inputWidth;
    let value = left_four(((n * p.inputHeight + y) * p.inputWidth + x) * p.channels + c);
    sum += select(vec4f(), value, inside) * right_four(pixel * p.channels + c);
  }
  partial[at] = sum;
}
