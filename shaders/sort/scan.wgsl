// Replaces x[i] by x[0] + ... + x[i - 1].
// One workgroup: each invocation adds a strip of words, the strips' sums are scanned in workgroup memory in log2 steps,
// and each invocation writes its strip. For some thousands of elements.
// FLOPs: none; bytes: 12 per element.

// include: workgroup_scan

override WORKGROUP: u32 = 256;

struct Params {
  // In words.
  count: u32,
}

@group(0) @binding(0) var<storage, read_write> x: array<Word>; // [count]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(local_invocation_index) local: u32) {
  let strip = (params.count + WORKGROUP - 1u) / WORKGROUP;
  let start = min(local * strip, params.count);
  let end = min(start + strip, params.count);
  var own = 0u;
  for (var i = start; i < end; i++) {
    own += word_total(x[i]);
  }

  var before = sum_up_to(local, own) - own;
  for (var i = start; i < end; i++) {
    let word = x[i];
    x[i] = word_before(word) + Word(before);
    before += word_total(word);
  }
}
