// Touched rows in lists by how many lookups each has, so that rows of a list take as long: of one lookup, of two, of
// three or four, of more. Made by embedding/length_counts and embedding/rows_by_length, read by lib/sparse_update_listed.

struct TouchedRow {
  row: u32,
  // Its sorted lookups.
  start: u32,
  end: u32,
  // Bag of the first of them.
  bag: u32,
}
