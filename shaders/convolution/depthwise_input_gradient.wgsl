// include: depthwise
// dx[n, h, w, c] = epilogue(sum over taps (i, j) of dy[n, y, x, c] · w[i, j, c]),
//   where y·stride = h + padding − i·dilation and x·stride = w + padding − j·dilation are solvable.
// dy: [images, outputHeight, outputWidth, channels].
// One invocation per pixel of dx and four channels. FLOPs: 2·taps per result; bytes: 8·taps read (mostly from
// the cache: 4 from memory), 4 written per result.

@compute @workgroup_size(WORKGROUP)
fn main(here: Invocation) {
  let at = invocation_index(here);
  if (at >= params.results) { return; }
  let p = params;
  let pixel = pixel_of(at, p.inputHeight, p.inputWidth, p.channels);
  let n = pixel.image;
  let c = pixel.channel;
  let bottom = i32(pixel.row) + p.paddingTop;
  let edge = i32(pixel.column) + p.paddingLeft;
  var sum = start(c);
  for (var i = 0u; i < p.kernelHeight; i++) {
    // Negative distances wrap to huge ones, which lie outside.
    let down = u32(bottom - i32(i) * p.dilationY);
    let y = down / p.strideY;
    for (var j = 0u; j < p.kernelWidth; j++) {
      let across = u32(edge - i32(j) * p.dilationX);
      let x = across / p.strideX;
      let whole = y * p.strideY == down && x * p.strideX == across;
      let inside = whole && y < p.outputHeight && x < p.outputWidth;
      let value = left_four(((n * p.outputHeight + y) * p.outputWidth + x) * p.channels + c);
      sum += select(vec4f(), value, inside) * right_four((i * p.kernelWidth + j) * p.channels + c);
    }
  }
  finish(sum, at);
}
