// Random numbers on the GPU are the CPU's, bit for bit.

import { describe, expect, it } from 'vitest';
import { testGpu } from '../../../e2e/support/testGpu';
import { philox } from '../../base/philox';
import { rowWords } from '../../base/rowCodes';
import { PipelineCache } from '../../gpu/pipelines';
import { Graph } from '../../graph/graph';
import { startingElements } from '../../graph/initialise';
import type { Initializer, Shape } from '../../graph/value';
import { baseLimits } from '../kernel';
import { shaderCode } from '../shaders';
import { type Initialisation, initialiseDispatches } from './initialise';

/** Runs dispatches that share one output of `count` words, with `inputs` bound before it; returns the words. */
async function run(
  dispatches: readonly Initialisation[],
  count: number,
  inputs: readonly Uint32Array[] = [],
) {
  const gpu = await testGpu();
  const { device } = gpu;
  const cache = PipelineCache.of(gpu);
  const { STORAGE, COPY_SRC, COPY_DST, UNIFORM, MAP_READ } = GPUBufferUsage;
  const make = (data: Uint32Array, usage: number) => {
    const buffer = device.createBuffer({ size: data.byteLength, usage: usage | COPY_DST });
    device.queue.writeBuffer(buffer, 0, new Uint32Array(data));
    return buffer;
  };
  const output = device.createBuffer({ size: count * 4, usage: STORAGE | COPY_SRC });
  const staging = device.createBuffer({ size: count * 4, usage: MAP_READ | COPY_DST });
  const tensors = [...inputs.map((data) => make(data, STORAGE)), output];
  const uniforms = dispatches.map(({ params }) => make(paramWords(params), UNIFORM));
  const readOnly = tensors.map((tensor) => tensor !== output);
  const group = (layout: GPUBindGroupLayout, buffers: readonly GPUBuffer[]) =>
    device.createBindGroup({
      layout,
      entries: buffers.map((buffer, binding) => ({ binding, resource: { buffer } })),
    });
  const pipelines = await Promise.all(
    dispatches.map(({ label, kernel }) => {
      const constants = 'shader' in kernel ? (kernel.constants ?? {}) : {};
      return cache.get({ label, code: shaderCode(kernel), constants, readOnly });
    }),
  );
  const encoder = device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  for (const [index, { pipeline, tensorLayout }] of pipelines.entries()) {
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, group(tensorLayout, tensors));
    pass.setBindGroup(1, group(cache.paramsLayout, [uniforms[index]]), [0]);
    pass.dispatchWorkgroups(...dispatches[index].workgroups);
  }
  pass.end();
  encoder.copyBufferToBuffer(output, 0, staging, 0, count * 4);
  device.queue.submit([encoder.finish()]);
  await staging.mapAsync(GPUMapMode.READ);
  const words = new Uint32Array(staging.getMappedRange().slice(0));
  for (const buffer of [...tensors, ...uniforms, staging]) buffer.destroy();
  return words;
}

const paramWords = (params: Initialisation['params']): Uint32Array<ArrayBuffer> => {
  const view = new DataView(new ArrayBuffer(4 * Math.max(4, Math.ceil(params.length / 4) * 4)));
  for (const [index, param] of params.entries())
    if (typeof param === 'number') view.setUint32(4 * index, param, true);
    else if ('f32' in param) view.setFloat32(4 * index, param.f32, true);
    else view.setInt32(4 * index, param.i32, true);
  return new Uint32Array(view.buffer);
};

it('makes the same Philox blocks for thousands of counters and keys', async () => {
  const blocks = 5000;
  let word = 12345;
  const next = () => {
    word = (Math.imul(word, 1664525) + 1013904223) >>> 0;
    return word % 17 === 0 ? 0xffffffff : word;
  };
  // Counter and key of each block, in eights.
  const inputs = Uint32Array.from({ length: blocks * 8 }, next);
  const generated = `// include: philox
    struct Params { blocks: u32 }
    @group(0) @binding(0) var<storage, read> inputs: array<vec4u>;
    @group(0) @binding(1) var<storage, read_write> outputs: array<vec4u>;
    @group(1) @binding(0) var<uniform> params: Params;
    @compute @workgroup_size(64)
    fn main(@builtin(global_invocation_id) id: vec3u) {
      if (id.x < params.blocks) {
        outputs[id.x] = philox(inputs[2u * id.x], inputs[2u * id.x + 1u].xy);
      }
    }`;
  const kernel = { generated, name: 'philox blocks' };
  const dispatch = {
    label: 'philox',
    kernel,
    bindings: [],
    params: [blocks],
    workgroups: [79, 1, 1],
  } as const;
  const words = await run([dispatch], blocks * 4, [inputs]);
  const expected = new Uint32Array(blocks * 4);
  for (let b = 0; b < blocks; b++) {
    const [c0, c1, c2, c3, k0, k1] = inputs.subarray(8 * b);
    expected.set(philox(c0, c1, c2, c3, k0, k1), 4 * b);
  }
  expect(words).toEqual(expected);
});

const cases: [string, Shape, Initializer][] = [
  ['constant', [37], { kind: 'constant', value: 0.1 }],
  ['normal', [101, 103], { kind: 'normal', std: 0.02 }],
  ['normal, a large deviation', [5000], { kind: 'normal', std: 123.456 }],
  ['symmetric uniform', [4099], { kind: 'uniform', low: -1 / Math.sqrt(48), high: 1 / Math.sqrt(48) }],
  ['unit uniform', [5000], { kind: 'uniform', low: 0, high: 1 }],
  ['lopsided uniform', [20_000], { kind: 'uniform', low: -0.1, high: 3.3 }],
  [
    'row blocks',
    [611, 13],
    {
      kind: 'uniformRows',
      blocks: [
        { rows: 1, bound: 1 },
        { rows: 600, bound: 1 / Math.sqrt(600) },
        { rows: 10, bound: 1 / Math.sqrt(10) },
      ],
    },
  ],
];

for (const bits of [8, 4, 2] as const) {
  const coding = { bits, width: 13 };
  const blocks = [1, 600, 10].map((rows) => ({ rows, bound: 1 / Math.sqrt(rows) }));
  cases.push([`coded rows of ${bits} bits`, [611, rowWords(coding)], { kind: 'codedRows', blocks, coding }]);
}

describe.each(cases)('initialises %s', (name, shape, initializer) => {
  it('to the bits of the CPU', async () => {
    const value = new Graph().parameter(`weights/${name}`, shape, initializer);
    const limits = { ...baseLimits, maxComputeWorkgroupsPerDimension: 29 };
    for (const seed of [0, 7, 0xffffffff]) {
      const expected = startingElements(value, seed);
      const words = await run(initialiseDispatches(value, seed, limits), expected.length);
      expect(words).toEqual(new Uint32Array(expected.buffer));
    }
  });
});
