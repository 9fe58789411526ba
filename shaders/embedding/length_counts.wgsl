// length_counts[s] = how many touched rows of strip s belong to each list by length, see lib/touched_rows.
// FLOPs: none; bytes: 4 per touched row, 16 per strip.

// include: rows_strips

@group(0) @binding(0) var<storage, read> segment_starts: array<u32>; // [L + 1]
@group(0) @binding(1) var<storage, read> counts: array<u32>; // [2]
@group(0) @binding(2) var<storage, read_write> length_counts: array<vec4u>; // [strips]

@compute @workgroup_size(WORKGROUP)
fn main(here: Invocation) {
  let strip = invocation_index(here);
  if (strip >= params.strips) {
    return;
  }
  let rows = strip_of(strip);
  var listed = vec4u();
  var start = segment_starts[rows.start];
  for (var segment = rows.start; segment < rows.end; segment++) {
    let end = segment_starts[segment + 1u];
    listed += list_of(end - start);
    start = end;
  }
  length_counts[strip] = listed;
}
