// include: column_tiles
// The walk of an invocation over its column of a tile of rows: every LANES-th row. Expects `params` with rows,
// columns and rows_per_tile.

// Elements first, first + step, ... below end.
struct Walk {
  first: u32,
  end: u32,
  step: u32,
}

fn walk_of(here: Invocation) -> Walk {
  let columns = params.columns;
  let first = here.group.y * params.rows_per_tile;
  let end = min(first + params.rows_per_tile, params.rows) * columns;
  return Walk((first + here.local.y) * columns + column_of(here), end, LANES * columns);
}
