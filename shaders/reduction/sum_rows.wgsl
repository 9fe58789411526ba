// y[r, s] = factor * sum over the columns c of section s of x[r, c]
// LANES invocations share a section of a row and ROWS sections a workgroup; each lane adds every LANES-th
// vector of it, and a tree adds the lanes.
// FLOPs: 1 per element; bytes: 4 per element.
// include: row_lanes

struct Params {
  rows: u32,
  columns: u32, // in vectors
  sections: u32, // of each row
  section_columns: u32,
  factor: f32,
}

@group(0) @binding(0) var<storage, read> x: array<Vector>; // [rows, columns]
@group(0) @binding(1) var<storage, read_write> y: array<f32>; // [rows, sections]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(LANES, ROWS)
fn main(here: Invocation) {
  let local = here.local.xy;
  let part = row_of(here);
  let present = part < params.rows * params.sections;
  var sum = Vector();
  if (present) {
    let row = part / params.sections;
    let first = (part - row * params.sections) * params.section_columns;
    let end = row * params.columns + min(first + params.section_columns, params.columns);
    for (var i = row * params.columns + first + local.x; i < end; i += LANES) {
      sum += x[i];
    }
  }
  let result = sum_of_row(total(sum), local);
  if (present && local.x == 0u) {
    y[part] = params.factor * result;
  }
}
