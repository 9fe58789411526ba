// Turns a program of element-wise functions into one WGSL kernel, the only kernels of the project that
// are generated. Each invocation computes one element, or four consecutive ones where the count
// allows; it reads each operand once and writes each output once, with no barrier.

import { type FusedProgram, fusedCount } from '../../graph/ops/fused';
import type { DType } from '../../graph/value';
import { f32, type Param } from '../kernel';
import { functionText, libraryOf } from './functions';
import { indexFunction, type Reading, readingOf, scaledAccess } from './operand';

export const WORKGROUP_SIZE = 64;

export interface GeneratedKernel {
  text: string;
  params: Param[];
  /** Invocations needed. */
  invocations: number;
}

interface Read {
  input: number;
  reading: Reading;
  index: { text: string; fields: string[]; values: number[] };
}

/** Writes the kernel of `program` for tensors of the given types. */
export function generateKernel(
  program: FusedProgram,
  inputTypes: readonly DType[],
  outputTypes: readonly DType[],
): GeneratedKernel {
  const count = fusedCount(program);
  const lanes = count % 4 === 0 ? 4 : 1;
  const reads = program.reads.map(({ input, access }, index): Read => {
    const reading = readingOf(access, lanes);
    return { input, reading, index: indexFunction(`index${index}`, scaledAccess(access, reading)) };
  });
  const wide = inputTypes.map(
    (_, input) =>
      lanes === 4 &&
      reads.every((read) => read.input !== input || read.reading === 'flat' || read.reading === 'vector'),
  );
  const fields = [
    'count: u32',
    ...reads.flatMap((read) => (needsIndex(read) ? read.index.fields.map((field) => `${field}: u32`) : [])),
    ...program.constants.map((_, index) => `constant${index}: f32`),
  ];
  const text = [
    header(program),
    `alias element = ${lanes === 4 ? 'vec4f' : 'f32'};`,
    `struct Params {\n${fields.map((field) => `  ${field},`).join('\n')}\n}`,
    ...inputTypes.map((dtype, input) => binding(input, 'read', `input${input}`, dtype, wide[input])),
    ...outputTypes.map((dtype, output) =>
      binding(inputTypes.length + output, 'read_write', `output${output}`, dtype, lanes === 4),
    ),
    '@group(1) @binding(0) var<uniform> params: Params;',
    ...reads.filter(needsIndex).map((read) => read.index.text),
    mainFunction(program, reads, wide, lanes, inputTypes, outputTypes),
  ].join('\n');
  const params = [
    count / lanes,
    ...reads.flatMap((read) => (needsIndex(read) ? read.index.values : [])),
    ...program.constants.map(f32),
  ];
  return { text: `${text}\n`, params, invocations: count / lanes };
}

const needsIndex = ({ reading }: Read): boolean => reading !== 'flat' && reading !== 'one';

function header(program: FusedProgram): string {
  const names = program.steps.map((step) => step.function);
  const libraries = [...new Set(names.flatMap((name) => libraryOf(name) ?? []))];
  const include = libraries.length ? `\n// include: ${libraries.join(', ')}` : '';
  return `// ${names.join(', ') || 'copy'}: one invocation an element, or four.${include}`;
}

function binding(index: number, access: string, name: string, dtype: DType, wide: boolean): string {
  const type = wide ? `vec4<${dtype}>` : dtype;
  return `@group(0) @binding(${index}) var<storage, ${access}> ${name}: array<${type}>;`;
}

function mainFunction(
  program: FusedProgram,
  reads: readonly Read[],
  wide: readonly boolean[],
  lanes: 1 | 4,
  inputTypes: readonly DType[],
  outputTypes: readonly DType[],
): string {
  const registers: string[] = [];
  const lines: string[] = [];
  const define = (expression: string): void => {
    lines.push(`  let r${registers.length}: element = ${expression};`);
    registers.push(`r${registers.length}`);
  };
  for (const [index, read] of reads.entries())
    define(readText(read, index, wide[read.input], lanes, inputTypes[read.input]));
  for (const index of program.constants.keys()) define(`element(params.constant${index})`);
  for (const step of program.steps)
    define(functionText(
      step.function,
      step.arguments.map((register) => registers[register]),
      lanes,
    ));
  for (const [index, { register }] of program.outputs.entries()) {
    const vector = lanes === 4 ? `vec4<${outputTypes[index]}>` : outputTypes[index];
    const value = outputTypes[index] === 'f32' ? registers[register] : `${vector}(${registers[register]})`;
    lines.push(`  output${index}[i] = ${value};`);
  }
  return `
@compute @workgroup_size(${WORKGROUP_SIZE})
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let i = (group.y * groups.x + group.x) * ${WORKGROUP_SIZE}u + local;
  if (i >= params.count) {
    return;
  }
${lines.join('\n')}
}`;
}

/** The expression that loads one register. */
function readText(read: Read, index: number, wide: boolean, lanes: 1 | 4, dtype: DType): string {
  const name = `input${read.input}`;
  const at = (place: string) => (dtype === 'f32' ? `${name}[${place}]` : `f32(${name}[${place}])`);
  const four = (place: (lane: number) => string) =>
    `vec4f(${[0, 1, 2, 3].map((k) => at(place(k))).join(', ')})`;
  const whole = (place: string) => (dtype === 'f32' ? `${name}[${place}]` : `vec4f(${name}[${place}])`);
  switch (read.reading) {
    case 'one':
      return `element(${at('0')})`;
    case 'splat':
      return `element(${at(`index${index}(i)`)})`;
    case 'gather':
      return lanes === 1 ? at(`index${index}(i)`) : four((k) => `index${index}(4u * i + ${k}u)`);
    case 'flat':
    case 'vector': {
      const place = read.reading === 'flat' ? 'i' : `index${index}(i)`;
      if (lanes === 1) return at(place);
      return wide ? whole(place) : four((k) => `4u * ${place} + ${k}u`);
    }
  }
}
