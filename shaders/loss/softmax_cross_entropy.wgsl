// loss_b = scale * sum_c t_bc * (log sum_j exp x_bj - x_bc)
// logit_gradient_bc = scale * (softmax(x)_bc * sum_j t_bj - t_bc)
// correct_b = 1 where x_b and t_b have their first largest element in the same class
// LANES invocations share a row and ROWS rows a workgroup; each lane reads every LANES-th class.
// FLOPs: about 8 per logit; bytes: 12 per logit (later reads hit the cache).
// include: row_lanes

struct Params {
  rows: u32,
  classes: u32,
  scale: f32,
}

@group(0) @binding(0) var<storage, read> logits: array<f32>; // [rows, classes]
@group(0) @binding(1) var<storage, read> targets: array<f32>; // [rows, classes]
@group(0) @binding(2) var<storage, read_write> loss: array<f32>; // [rows]
@group(0) @binding(3) var<storage, read_write> logit_gradient: array<f32>; // [rows, classes]
@group(0) @binding(4) var<storage, read_write> correct: array<f32>; // [rows]
@group(1) @binding(0) var<uniform> params: Params;

// Below every finite f32 that a logit could be.
const LOWEST = -3.4028234e38;

/// The first class of the row at which `own` equals `largest`, from each lane's own candidate.
fn first_class(own: f32, own_class: u32, largest: f32, local: vec2u) -> f32 {
  // Classes are small integers, exact in f32; the smallest is minus the largest negative.
  let candidate = select(LOWEST, -f32(own_class), own == largest);
  return -largest_of_row(candidate, local);
}

@compute @workgroup_size(LANES, ROWS)
fn main(here: Invocation) {
  let local = here.local.xy;
  let row = row_of(here);
  let present = row < params.rows;
  let start = row * params.classes;
  let end = select(0u, params.classes, present);

  var own_logit = LOWEST;
  var own_target = LOWEST;
  var logit_class = 0u;
  var target_class = 0u;
  var own_target_sum = 0.0;
  for (var c = local.x; c < end; c += LANES) {
    let x = logits[start + c];
    let t = targets[start + c];
    if (x > own_logit) {
      own_logit = x;
      logit_class = c;
    }
    if (t > own_target) {
      own_target = t;
      target_class = c;
    }
    own_target_sum += t;
  }
  let largest = largest_of_row(own_logit, local);
  let largest_target = largest_of_row(own_target, local);
  let target_sum = sum_of_row(own_target_sum, local);
  let predicted = first_class(own_logit, logit_class, largest, local);
  let expected = first_class(own_target, target_class, largest_target, local);

  var own_sum = 0.0;
  var own_product = 0.0; // sum of t * (x - largest)
  for (var c = local.x; c < end; c += LANES) {
    let shifted = logits[start + c] - largest;
    own_sum += exp(shifted);
    own_product += targets[start + c] * shifted;
  }
  let sum = sum_of_row(own_sum, local);
  let product = sum_of_row(own_product, local);
  let weight = target_sum / sum;
  for (var c = local.x; c < end; c += LANES) {
    let exponential = exp(logits[start + c] - largest);
    logit_gradient[start + c] = params.scale * (exponential * weight - targets[start + c]);
  }
  if (present && local.x == 0u) {
    loss[row] = params.scale * (target_sum * log(sum) - product);
    correct[row] = select(0.0, 1.0, predicted == expected);
  }
}
