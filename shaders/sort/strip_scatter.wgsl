// Moves every pair to its place by one digit of its key, keeping the order of equal digits; as sort/scatter, for
// software adapters. An invocation moves one strip in order and counts in its own column of the starts, see
// sort/strip_counts.
// FLOPs: none; bytes: 8 per pair, its element and itself.

// include: invocation, sort_strips

@group(0) @binding(0) var<storage, read> offsets: array<u32>; // [bags + 1]
@group(0) @binding(1) var<storage, read> elements: array<Four>; // [capacity]
@group(0) @binding(2) var<storage, read_write> starts: array<u32>; // [digits, strips], used up
@group(0) @binding(3) var<storage, read_write> sorted: array<Pair>; // [capacity]

fn move_to_place(pair: Pair, strip: u32) {
  let at = digit_of(pair_key(pair)) * params.blocks + strip;
  let place = starts[at];
  starts[at] = place + 1u;
  sorted[place] = pair;
}

@compute @workgroup_size(WORKGROUP)
fn main(here: Invocation) {
  let strip = invocation_index(here);
  let own = strip_of(strip);
  if (strip >= params.blocks || own.start >= own.end) {
    return;
  }
  var walk = walk_from(own.start);
  var i = own.start;
  for (; i + WIDTH <= own.end; i += WIDTH) {
    let four = elements[i / WIDTH];
    move_to_place(pair_from(four[0], i, &walk), strip);
    if (WIDTH > 1u) {
      move_to_place(pair_from(four[1 % WIDTH], i + 1u, &walk), strip);
      move_to_place(pair_from(four[2 % WIDTH], i + 2u, &walk), strip);
      move_to_place(pair_from(four[3 % WIDTH], i + 3u, &walk), strip);
    }
  }
  for (; i < own.end; i++) {
    move_to_place(pair_from(element_at(i), i, &walk), strip);
  }
}
