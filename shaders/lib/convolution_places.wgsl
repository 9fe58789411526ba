// include: places
// A convolution as a product: A gathers windows of an image, B is the weights.
//   C[(n, y, x), f] = sum over taps (i, j) and channels c of
//     image[n, y·step + origin + i·tap, x·step + origin + j·tap, c] · w[first + i·down + j·across, c, f]
// with `outside()` beyond the image. A, the image: [images, imageHeight, imageWidth, channels of all groups]; B,
// the weights: [taps, channels or columns, the other of all groups], stored as lib/left_* and lib/right_* say.
// TRANSPOSE_RIGHT swaps the roles of the weights' channels: then image is dy, w
// is read as [f, c] and taps run backwards over every stride-th row and column of dx: the input's gradient.
// Channel counts are of one group and multiples of four.

override TRANSPOSE_RIGHT: bool = false;
/// The rows of C are not consecutive pixels: a phase of a strided convolution's gradient.
override SCATTERED: bool = false;

struct Params {
  rows: u32,
  columns: u32,
  depth: u32,
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
  gridHeight: u32, // rows = images · gridHeight · gridWidth
  gridWidth: u32,
  stepY: u32,
  stepX: u32,
  originY: i32,
  originX: i32,
  tapY: i32,
  tapX: i32,
  tapsAcross: u32,
  weightFirst: u32, // of the first tap, and between taps, in fours
  weightDown: u32,
  weightAcross: u32,
  weightStride: u32, // between the rows of a tap, in fours
  productHeight: u32,
  productWidth: u32,
  productStride: u32, // between pixels, in fours
  productStepY: u32, // between the rows of the grid, in pixels
  productStepX: u32,
  productFirstY: u32, // of the grid's first pixel
  productFirstX: u32,
  resultFactor: f32, // of coded results, see lib/integer_result_i8
  resultZero: i32,
}

@group(1) @binding(0) var<uniform> params: Params;

/// Four windows: their first tap, its address if it is inside, and the image.
struct Left { y: vec4i, x: vec4i, at: vec4u, height: u32, width: u32, stride: u32, tapY: i32, tapX: i32 }
/// Four columns of the weights.
struct Right { at: vec4u, stride: u32, down: u32, across: u32 }
/// Tap (i, j) and channel c at inner position k.
struct Step { k: u32, c: u32, i: u32, j: u32, channels: u32, tapsAcross: u32 }

fn first_step(tile: Tile) -> Step {
  let tap = tile.begin / params.channels;
  let across = params.tapsAcross;
  return Step(tile.begin, tile.begin % params.channels, tap / across, tap % across, params.channels, across);
}

fn next_step(step: Step) -> Step {
  let tapEnds = step.c + 4u == step.channels;
  let rowEnds = tapEnds && step.j + 1u == step.tapsAcross;
  return Step(step.k + 4u, select(step.c + 4u, 0u, tapEnds), step.i + u32(rowEnds),
    select(step.j + u32(tapEnds), 0u, rowEnds), step.channels, step.tapsAcross);
}

fn left_rows(tile: Tile, row: u32) -> Left {
  let pixel = min(row + vec4u(0u, 1u, 2u, 3u), vec4u(params.rows - 1u));
  let line = pixel / params.gridWidth;
  let n = line / params.gridHeight;
  let y = vec4i((line - n * params.gridHeight) * params.stepY) + params.originY;
  let x = vec4i((pixel - line * params.gridWidth) * params.stepX) + params.originX;
  let first = (vec4i(n * params.imageHeight) + y) * i32(params.imageWidth) + x;
  let at = vec4u(first) * params.imageStride + tile.batch * (params.channels / 4u);
  return Left(y, x, at, params.imageHeight, params.imageWidth, params.imageStride, params.tapY, params.tapX);
}

fn right_columns(tile: Tile, column: u32) -> Right {
  let four = min(column + vec4u(0u, 1u, 2u, 3u), vec4u(params.columns - 1u));
  let transposed = four * params.weightStride + tile.batch * (params.channels / 4u);
  let at = params.weightFirst + select(vec4u(bias_at(tile, four.x)), transposed, TRANSPOSE_RIGHT);
  return Right(at, params.weightStride, params.weightDown, params.weightAcross);
}

/// Where four windows' next fours lie, and which are inside the image.
fn left_places(rows: Left, step: Step) -> Places {
  let dy = i32(step.i) * rows.tapY;
  let dx = i32(step.j) * rows.tapX;
  let inside = (vec4u(rows.y + dy) < vec4u(rows.height)) & (vec4u(rows.x + dx) < vec4u(rows.width));
  let at = rows.at + u32(dy * i32(rows.width) + dx) * rows.stride + step.c / 4u;
  return Places(at, inside);
}

/// Where four columns' next fours lie when the weights are transposed.
fn right_places(columns: Right, step: Step) -> vec4u {
  return columns.at + step.i * columns.down + step.j * columns.across + step.c / 4u;
}

/// The rows of C are pixels of a grid: all of the result, or one phase of a strided convolution's gradient.
fn product_row(tile: Tile, row: u32) -> u32 {
  let base = tile.split * params.productSplit + bias_at(tile, 0u);
  let line = row / params.gridWidth;
  let n = line / params.gridHeight;
  let y = (line % params.gridHeight) * params.productStepY + params.productFirstY;
  let x = (row % params.gridWidth) * params.productStepX + params.productFirstX;
  return base + ((n * params.productHeight + y) * params.productWidth + x) * params.productStride;
}

fn bias_at(tile: Tile, column: u32) -> u32 { return (column + tile.batch * params.columns) / 4u; }
