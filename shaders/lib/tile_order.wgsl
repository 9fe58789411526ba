// Which tile of which product has an index. Tiles of a product go along its columns first, then
// its splits (consecutive ranges of the inner axis), then the products of a batch. The including kernel
// declares `params` with these fields, all counted in elements:
//   rows, columns, depth, depthPerSplit, splits, tilesAcross, tilesEach, tiles

struct Tile {
  // False for what only fills the last row of a folded launch.
  exists: bool,
  row: u32,
  column: u32,
  // The range of the inner axis.
  begin: u32,
  end: u32,
  batch: u32,
  split: u32,
}

fn tile_at(index: u32, height: u32, width: u32) -> Tile {
  let part = index / params.tilesEach;
  let within = index - part * params.tilesEach;
  let down = within / params.tilesAcross;
  let batch = part / params.splits;
  let split = part - batch * params.splits;
  let begin = split * params.depthPerSplit;
  return Tile(index < params.tiles, down * height, (within - down * params.tilesAcross) * width,
    begin, min(begin + params.depthPerSplit, params.depth), batch, split);
}
