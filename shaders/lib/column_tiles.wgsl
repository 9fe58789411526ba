// Matrices whose columns are dealt out COLUMNS to a workgroup; LANES invocations share a column of a tile of rows.

override COLUMNS: u32 = 16;
override LANES: u32 = 16;

struct Invocation {
  @builtin(workgroup_id) group: vec3u, // of columns, and the tile
  @builtin(local_invocation_id) local: vec3u, // the column in its group, and the lane
}

fn column_of(here: Invocation) -> u32 {
  return here.group.x * COLUMNS + here.local.x;
}
