// include: invocation
// Rows shared by `params.lanes` neighbouring invocations, each of which takes every lanes-th element.

struct Share {
  row: u32,
  lane: u32,
}

fn share_of(here: Invocation) -> Share {
  let invocation = invocation_index(here);
  let row = invocation / params.lanes;
  return Share(row, invocation - row * params.lanes);
}
