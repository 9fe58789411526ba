// include: invocation
// What the attention kernels share. One "row" is a token of one head of one sequence.

struct Params {
  // batch * heads
  sequences: u32,
  heads: u32,
  tokens: u32,
  head_dim: u32,
  // 1: token i sees only tokens up to i.
  causal: u32,
  // Rows of a tile, for the tiled kernels.
  tile: u32,
  // Multiplies q . k.
  scale: f32,
}

@group(1) @binding(0) var<uniform> params: Params;

// A score that no real one is below; its exponential is zero.
const LOWEST = -1e30;

// First head vector of `token`, in head vectors, in a tensor [batch, tokens, parts, heads]: part 0 is q, 1 is k
// and 2 is v where parts is 3, and the output where parts is 1.
fn head_vector(sequence: u32, token: u32, part: u32, parts: u32) -> u32 {
  let batch = sequence / params.heads;
  let head = sequence - batch * params.heads;
  return ((batch * params.tokens + token) * parts + part) * params.heads + head;
}

// Keys that query `token` sees: 0 ... result - 1.
fn visible_keys(token: u32) -> u32 {
  return select(params.tokens, token + 1u, params.causal == 1u);
}

// Which sequence and token a row is, rows counted as in tensors [batch, heads, tokens].
struct Token {
  sequence: u32,
  token: u32,
}

fn token_of(row: u32) -> Token {
  let sequence = row / params.tokens;
  return Token(sequence, row - sequence * params.tokens);
}
