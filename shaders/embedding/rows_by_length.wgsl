// The lists of touched rows by length, see lib/touched_rows; the order within a list is that of the rows. An invocation
// lists the rows of its strip after those of the strips before it (embedding/length_counts).
// FLOPs: none; bytes: 28 per touched row, and the strips' counts for each strip.

// include: rows_strips

@group(0) @binding(0) var<storage, read> segment_starts: array<u32>; // [L + 1]
@group(0) @binding(1) var<storage, read> counts: array<u32>; // [2]
@group(0) @binding(2) var<storage, read> length_counts: array<vec4u>; // [strips]
@group(0) @binding(3) var<storage, read> unique_rows: array<u32>; // [L]
@group(0) @binding(4) var<storage, read> segment_bags: array<u32>; // [L]
// The length of each list, in front of the elements before them all, then the lists of TouchedRow.
@group(0) @binding(5) var<storage, read_write> listed: array<vec4u>;

@compute @workgroup_size(WORKGROUP)
fn main(here: Invocation) {
  let strip = invocation_index(here);
  if (strip >= params.strips) {
    return;
  }
  var next = params.lists;
  for (var other = 0u; other < strip; other++) {
    next += length_counts[other];
  }
  let rows = strip_of(strip);
  var start = segment_starts[rows.start];
  for (var segment = rows.start; segment < rows.end; segment++) {
    let end = segment_starts[segment + 1u];
    let list = list_of(end - start);
    let place = list * next;
    listed[place.x + place.y + place.z + place.w] = vec4u(unique_rows[segment], start, end, segment_bags[start]);
    next += list;
    start = end;
  }
  if (strip + 1u == params.strips) {
    let lengths = next - params.lists;
    for (var list = 0u; list < 4u; list++) {
      listed[list].x = lengths[list];
    }
  }
}
