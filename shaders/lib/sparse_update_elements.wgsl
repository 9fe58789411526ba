// include: sparse_update
// The walk of sparse update rules that treat every element alike: an invocation has `columns` vectors of a
// touched row, and each element one writer. The including kernel declares `table`, its states, `unique_rows`,
// and
//   Rule, rule() -> Rule              what is the same for every element
//   update(element, gradient, rule)   the rule, for one vector of the table

@compute @workgroup_size(WORKGROUP)
fn main(here: Invocation) {
  let invocation = invocation_index(here);
  let segment = invocation / params.lanes;
  if (segment >= touched_rows()) {
    return;
  }
  let row_start = unique_rows[segment] * params.width;
  let pieces = pieces_of(segment);
  let constants = rule();
  let first = (invocation - segment * params.lanes) * params.columns;
  let end = min(first + params.columns, params.width);
  for (var column = first; column < end; column++) {
    update(row_start + column, row_gradient(pieces, column), constants);
  }
}
