// The five outer indices of a row, slowest first, from the sizes of all but the first axis in `params`.

struct Indices {
  i0: u32,
  i1: u32,
  i2: u32,
  i3: u32,
  i4: u32,
}

fn outer_indices(row: u32) -> Indices {
  let o3 = row / params.size4;
  let o2 = o3 / params.size3;
  let o1 = o2 / params.size2;
  let o0 = o1 / params.size1;
  return Indices(o0, o1 - o0 * params.size1, o2 - o1 * params.size2, o3 - o2 * params.size3,
    row - o3 * params.size4);
}
