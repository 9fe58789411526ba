// include: column_lanes, row_tiles
// The sums over rows that are the gradients of a batch norm's scale and shift, for one tile of rows: LANES
// invocations share a column and add up by a tree. The including kernel declares `statistics`, `scale_gradient`
// and `shift_gradient`, and
//   Channel, channel_of(column, inverse_deviation) -> Channel   what an element needs of its column
//   with_element(sums, i, channel) -> Sums                      adds element i

struct Sums {
  centred: Vector, // of g * (x - mean)
  plain: Vector, // of g
}

@compute @workgroup_size(COLUMNS, LANES)
fn main(here: Invocation) {
  let column = column_of(here);
  let columns = params.columns;
  var sums = Sums(Vector(), Vector());
  var inverse_deviation = Vector();
  if (column < columns) {
    inverse_deviation = statistics[columns + column];
    let channel = channel_of(column, inverse_deviation);
    let walk = walk_of(here);
    let step = walk.step;
    var i = walk.first;
    for (; i + 3u * step < walk.end; i += 4u * step) { // fewer turns: they cost a software adapter dearly
      sums = with_element(sums, i, channel);
      sums = with_element(sums, i + step, channel);
      sums = with_element(sums, i + 2u * step, channel);
      sums = with_element(sums, i + 3u * step, channel);
    }
    for (; i < walk.end; i += step) {
      sums = with_element(sums, i, channel);
    }
  }
  let scale_sum = sum_of_lanes(sums.centred, here.local.xy) * inverse_deviation;
  let shift_sum = sum_of_lanes(sums.plain, here.local.xy);
  if (here.local.y == 0u && column < columns) {
    scale_gradient[here.group.y * columns + column] = scale_sum;
    shift_gradient[here.group.y * columns + column] = shift_sum;
  }
}
