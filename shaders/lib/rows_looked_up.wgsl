// Which row a lookup is of, as the batch says. See lib/rows_made for a stand-in.

@group(0) @binding(1) var<storage, read> indices: array<u32>; // [L]

fn row_of(lookup: u32) -> u32 { return indices[lookup]; }
