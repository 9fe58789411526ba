// include: row_tiles
// y = activation((x - mean) * factor + offset [+ residual]), where a channel's numbers stay in registers over a
// tile of rows. The including kernel declares `x`, `residual` and `y`, and
//   channel_of(column) -> Channel

override RESIDUAL: bool = false;
override RELU: bool = false;

struct Channel {
  mean: Vector,
  factor: Vector, // scale / deviation
  offset: Vector,
}

@compute @workgroup_size(COLUMNS, LANES)
fn main(here: Invocation) {
  let column = column_of(here);
  if (column >= params.columns) {
    return;
  }
  let channel = channel_of(column);
  let walk = walk_of(here);
  for (var i = walk.first; i < walk.end; i += walk.step) {
    var value = (x[i] - channel.mean) * channel.factor + channel.offset;
    if (RESIDUAL) {
      value += residual[i];
    }
    if (RELU) {
      value = max(value, Vector());
    }
    y[i] = value;
  }
}
