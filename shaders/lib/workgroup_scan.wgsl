// Sums over the invocations of a workgroup up to each of them, in log2 steps in workgroup memory. Expects
// WORKGROUP; every invocation must call it.

var<workgroup> sums: array<u32, WORKGROUP>;

// own of invocation 0 + ... + own of invocation `local`.
fn sum_up_to(local: u32, own: u32) -> u32 {
  var sum = own;
  sums[local] = sum;
  workgroupBarrier();
  for (var distance = 1u; distance < WORKGROUP; distance *= 2u) {
    if (local >= distance) {
      sum += sums[local - distance];
    }
    workgroupBarrier();
    sums[local] = sum;
    workgroupBarrier();
  }
  return sum;
}
