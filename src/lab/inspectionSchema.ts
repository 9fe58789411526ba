// The shape of an inspected step in a stranger's file: every index must lead somewhere, because the page
// follows them.

import * as v from 'valibot';

const index = v.pipe(v.number(), v.integer(), v.minValue(0));

const inspectionShape = v.object({
  tensors: v.array(
    v.object({
      name: v.string(),
      role: v.picklist(['input', 'parameter', 'state', 'constant', 'intermediate']),
      shape: v.array(v.number()),
      dtype: v.picklist(['f32', 'f16', 'u32', 'i32']),
      bytes: v.number(),
    }),
  ),
  nodes: v.array(
    v.object({
      op: v.string(),
      scope: v.string(),
      attributes: v.record(v.string(), v.union([v.string(), v.number(), v.boolean()])),
      inputs: v.array(index),
      outputs: v.array(index),
      flops: v.number(),
      bytes: v.number(),
      dispatches: v.array(index),
    }),
  ),
  dispatches: v.array(
    v.object({
      label: v.string(),
      kernel: v.string(),
      node: index,
      workgroups: v.tuple([v.number(), v.number(), v.number()]),
      flops: v.number(),
      bytes: v.number(),
      shader: index,
      constants: v.record(v.string(), v.number()),
    }),
  ),
  shaders: v.array(v.object({ name: v.string(), code: v.string() })),
  memory: v.array(
    v.object({
      name: v.string(),
      category: v.picklist([
        'parameter',
        'gradient',
        'optimizer state',
        'statistics',
        'activation',
        'input',
        'constant',
        'transfer',
      ]),
      buffer: v.string(),
      offset: v.number(),
      bytes: v.number(),
      life: v.optional(v.tuple([index, index])),
    }),
  ),
  buffers: v.array(v.object({ name: v.string(), bytes: v.number() })),
  besides: v.optional(
    v.array(
      v.object({ name: v.string(), purpose: v.picklist(['evaluation', 'snapshots']), bytes: v.number() }),
    ),
  ),
});

type Shape = v.InferOutput<typeof inspectionShape>;

const leadsSomewhere = ({ tensors, nodes, dispatches, shaders, memory }: Shape): boolean =>
  nodes.every(
    ({ inputs, outputs, dispatches: own }) =>
      [...inputs, ...outputs].every((tensor) => tensor < tensors.length) &&
      own.every((dispatch) => dispatch < dispatches.length),
  ) &&
  dispatches.every(({ node, shader }) => node < nodes.length && shader < shaders.length) &&
  memory.every(({ life }) => !life || life.every((dispatch) => dispatch < dispatches.length));

export const inspectionSchema = v.pipe(
  inspectionShape,
  v.check(leadsSomewhere, 'The inspection refers to what it does not hold'),
);
