// Expects the binding `offsets` [bags + 1].

// The last of `bags` bags that starts at or before a position: an empty one before it starts there too.
fn bag_of(position: u32, bags: u32) -> u32 {
  var low = 0u;
  var high = bags;
  while (low + 1u < high) {
    let middle = (low + high) / 2u;
    if (offsets[middle] <= position) {
      low = middle;
    } else {
      high = middle;
    }
  }
  return low;
}
