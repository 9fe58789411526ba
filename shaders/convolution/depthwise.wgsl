// include: depthwise
// y[n, y, x, c] = epilogue(sum over taps (i, j) of
//   image[n, y·stride − padding + i·dilation, x·stride − padding + j·dilation, c] · w[i, j, c])
// image: [images, inputHeight, inputWidth, channels].
// One invocation per pixel of y and four channels. FLOPs: 2·taps per result; bytes: 8·taps read (mostly from
// the cache: 4 from memory), 4 written per result.

@compute @workgroup_size(WORKGROUP)
fn main(here: Invocation) {
  let at = invocation_index(here);
  if (at >= params.results) { return; }
  let p = params;
  let pixel = pixel_of(at, p.outputHeight, p.outputWidth, p.channels);
  let n = pixel.image;
  let c = pixel.channel;
  let top = i32(pixel.row * p.strideY) - p.paddingTop;
  let edge = i32(pixel.column * p.strideX) - p.paddingLeft;
  var sum = start(c);
  for (var i = 0u; i < p.kernelHeight; i++) {
    let y = u32(top + i32(i) * p.dilationY);
    for (var j = 0u; j < p.kernelWidth; j++) {
      let x = u32(edge + i32(j) * p.dilationX);
      let inside = y < p.inputHeight && x < p.inputWidth;
      let value = left_four(((n * p.inputHeight + y) * p.inputWidth + x) * p.channels + c);
      sum += select(vec4f(), value, inside) * right_four((i * p.kernelWidth + j) * p.channels + c);
    }
  }
  finish(sum, at);
}
