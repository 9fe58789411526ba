// The place of an invocation in a launch that `spread` (src/kernels/kernel.ts) folds over x and y, for kernels
// that give every invocation something of its own.

override WORKGROUP: u32 = 64;

struct Invocation {
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
}

/// Counts workgroup by workgroup; those that fill the last row of the fold lie beyond every count.
fn invocation_index(here: Invocation) -> u32 {
  return (here.group.y * here.groups.x + here.group.x) * WORKGROUP + here.local;
}
