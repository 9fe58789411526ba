// include: attention, short_head
// The walk of four neighbouring query rows over the keys they see, so that each key and value loaded serves
// four; for software adapters, where a load costs as much as twenty multiplications. The including kernel
// supplies
//   Row, load_row(sequence, token) -> Row, store_row(row, sequence, token)   what a query row keeps in registers
//   attend(row, key, value, visible)   a row's share of one key; none where it is not visible

@compute @workgroup_size(WORKGROUP)
fn main(here: Invocation) {
  let own = first_of_four(here);
  if (own.sequence >= params.sequences) {
    return;
  }
  let sequence = own.sequence;
  let token = own.token;
  // Rows beyond the last token repeat it and are not stored.
  let last = params.tokens - 1u;
  var row0 = load_row(sequence, token);
  var row1 = load_row(sequence, min(token + 1u, last));
  var row2 = load_row(sequence, min(token + 2u, last));
  var row3 = load_row(sequence, min(token + 3u, last));

  let end = min(params.tokens, visible_keys(token + 3u));
  for (var key = 0u; key < end; key++) {
    let vector = head_vector(sequence, key, 1u, 3u);
    let key_head = load_qkv(vector);
    let value_head = load_qkv(vector + params.heads);
    attend(&row0, key_head, value_head, params.causal == 0u || key <= token);
    attend(&row1, key_head, value_head, params.causal == 0u || key <= token + 1u);
    attend(&row2, key_head, value_head, params.causal == 0u || key <= token + 2u);
    attend(&row3, key_head, value_head, params.causal == 0u || key <= token + 3u);
  }
  store_row(row0, sequence, token);
  store_row(row1, sequence, token + 1u);
  store_row(row2, sequence, token + 2u);
  store_row(row3, sequence, token + 3u);
}
