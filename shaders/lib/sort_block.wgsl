// include: sort_keys
// What the sorting kernels share whose blocks are of a workgroup: ITEMS neighbouring keys of each invocation.

override WORKGROUP: u32 = 128;
override ITEMS: u32 = 8;
override BLOCK: u32 = WORKGROUP * ITEMS;
