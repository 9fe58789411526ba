// include: head_quads
// A quad for every sixteen rows of a head. The including kernel supplies
//   take_rows(sequence, start, lane)   what a lane does for the sixteen rows from token `start` on

@compute @workgroup_size(4)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(subgroup_invocation_id) invocation: u32,
) {
  let blocks = (params.tokens + TILE - 1u) / TILE;
  let block = group.y * groups.x + group.x;
  let sequence = block / blocks;
  if (sequence >= params.sequences) {
    return;
  }
  take_rows(sequence, TILE * (block - sequence * blocks), invocation & 3u);
}
