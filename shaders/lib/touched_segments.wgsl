// The touched rows of an update, and where the sorted lookups of each are.

@group(0) @binding(4) var<storage, read> unique_rows: array<u32>; // [L]
@group(0) @binding(5) var<storage, read> segment_starts: array<u32>; // [L + 1]
