// include: invocation
// What kernels of pooled lookups share, beside the row of each (lib/rows_looked_up): which lookups a bag has, what each
// weighs, and how their sum is pooled.

override WEIGHTED: bool = false;
override MEAN: bool = false;

@group(0) @binding(2) var<storage, read> offsets: array<u32>; // [bags + 1]
@group(0) @binding(3) var<storage, read> weights: array<f32>; // [L], used when WEIGHTED
@group(0) @binding(4) var<storage, read_write> y: array<Vector>; // [bags, width]

/// Lookups start ... end - 1.
struct Bag { start: u32, end: u32 }

fn lookups_of(bag: u32) -> Bag { return Bag(offsets[bag], offsets[bag + 1u]); }

fn weight_of(lookup: u32) -> f32 {
  if (WEIGHTED) { return weights[lookup]; }
  return 1.0;
}

/// What the sum over a bag's lookups becomes; that of none stays 0.
fn pooled(sum: Vector, bag: Bag) -> Vector {
  if (MEAN && bag.end > bag.start) { return divided(sum, f32(bag.end - bag.start)); }
  return sum;
}
