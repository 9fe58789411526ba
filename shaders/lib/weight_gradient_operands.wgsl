// include: fours
// The operands of a convolution's weight gradient as a product: the inner axis runs over the output's pixels.
//   dw[(i, j, c), f] = sum over (n, y, x) of
//     image[n, y·step + origin + i·tap, x·step + origin + j·tap, c] · dy[n, y, x, f]
// A, the image: [images, imageHeight, imageWidth, channels of all groups]; B, dy: [images, gridHeight, gridWidth,
// columns of all groups]. All channel counts are multiples of four, of one group each.

struct Params {
  rows: u32, // taps · channels
  columns: u32,
  depth: u32, // images · gridHeight · gridWidth
  depthPerSplit: u32,
  splits: u32,
  tilesAcross: u32,
  tilesEach: u32,
  tiles: u32,
  productSplit: u32, // between partial products, in fours
  channels: u32, // of the image, a group
  imageHeight: u32,
  imageWidth: u32,
  imageStride: u32, // between pixels, in fours
  gridHeight: u32,
  gridWidth: u32,
  stepY: u32,
  stepX: u32,
  originY: i32,
  originX: i32,
  tapY: i32,
  tapX: i32,
  tapsAcross: u32,
  gradientStride: u32, // between pixels of dy, in fours
  productStride: u32, // between rows of dw, in fours
}

@group(1) @binding(0) var<uniform> params: Params;

/// Four channels of one tap: the tap's place relative to a window's origin, and the image.
struct Left { y: i32, x: i32, at: u32, height: u32, width: u32 }
struct Right { at: u32, stride: u32, last: u32 }
/// The windows of pixels k .. k + 3: where their origin lies and its address.
struct Step { k: u32, y: vec4i, x: vec4i, at: vec4u, inside: vec4<bool>, walk: Walk }
/// What the walk over the pixels needs every time.
struct Walk { gridHeight: u32, gridWidth: u32, stepY: u32, stepX: u32, height: u32, width: u32, stride: u32, depth: u32 }

fn step_at(k: u32, walk: Walk) -> Step {
  let pixel = k + vec4u(0u, 1u, 2u, 3u);
  let line = pixel / walk.gridWidth;
  let n = line / walk.gridHeight;
  let y = (line - n * walk.gridHeight) * walk.stepY;
  let x = (pixel - line * walk.gridWidth) * walk.stepX;
  let at = ((n * walk.height + y) * walk.width + x) * walk.stride;
  return Step(k, vec4i(y), vec4i(x), at, pixel < vec4u(walk.depth), walk);
}

fn first_step(tile: Tile) -> Step {
  return step_at(tile.begin, Walk(params.gridHeight, params.gridWidth, params.stepY, params.stepX,
    params.imageHeight, params.imageWidth, params.imageStride, params.depth));
}
fn next_step(step: Step) -> Step { return step_at(step.k + 4u, step.walk); }

fn left_rows(tile: Tile, row: u32) -> Left {
  let first = min(row, params.rows - 1u);
  let tap = first / params.channels;
  let c = first - tap * params.channels;
  let i = tap / params.tapsAcross;
  let y = i32(i) * params.tapY + params.originY;
  let x = i32(tap - i * params.tapsAcross) * params.tapX + params.originX;
  let at = u32(y * i32(params.imageWidth) + x) * params.imageStride + (c + tile.batch * params.channels) / 4u;
  return Left(y, x, at, params.imageHeight, params.imageWidth);
}

fn right_columns(tile: Tile, column: u32) -> Right {
  let at = (min(column, params.columns - 1u) + tile.batch * params.columns) / 4u;
  return Right(at, params.gradientStride, params.depth - 1u);
}

fn left_block(rows: Left, step: Step) -> mat4x4f {
  let inside = step.inside & (vec4u(step.y + rows.y) < vec4u(rows.height))
    & (vec4u(step.x + rows.x) < vec4u(rows.width));
  let at = step.at + rows.at;
  return transpose(left_fours_where(at, inside, vec4f()));
}

fn right_block(columns: Right, step: Step) -> mat4x4f {
  let at = columns.at + min(step.k + vec4u(0u, 1u, 2u, 3u), vec4u(columns.last)) * columns.stride;
  return right_fours(at);
}

fn product_row(tile: Tile, row: u32) -> u32 {
  return tile.split * params.productSplit + row * params.productStride + tile.batch * (params.columns / 4u);
}

fn bias_at(tile: Tile, column: u32) -> u32 { return column / 4u; }
