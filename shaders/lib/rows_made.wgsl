// Rows that are made where they would be looked up, sixteen that every cache holds: so that what it costs to read rows
// and add them is measured by the kernel itself. See lib/rows_looked_up.

@group(0) @binding(1) var<storage, read> indices: array<u32>; // not read

fn row_of(lookup: u32) -> u32 { return lookup & 15u; }
