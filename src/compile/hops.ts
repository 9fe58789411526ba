// Programs that run one after another with copies between what they read and write: where a tensor lies in a state or
// in a program, and how runs and copies are put into one submit. Nothing returns to the host on the way.

import { TesseraError } from '../base/errors';
import type { Program } from './program';
import type { DeviceState } from './state';
import type { TensorData } from './tensorData';

/** The bytes of a tensor on the device. */
export interface Spot {
  buffer: GPUBuffer;
  offset: number;
  bytes: number;
}

const spot = (
  name: string,
  buffer: GPUBuffer | undefined,
  place: { offset: number; bytes: number } | undefined,
): Spot => {
  if (!buffer || !place) throw new TesseraError(`There is no tensor "${name}" to copy or to write.`);
  return { buffer, offset: place.offset, bytes: place.bytes };
};

/** A parameter or state. */
export function spotInState(state: DeviceState, name: string): Spot {
  const entry = state.layout.entries.get(name);
  return spot(name, entry && state.buffers.get(entry.buffer), entry);
}

/** An output of a program, which the next run overwrites, whatever state it is bound to. */
export function spotOfOutput({ plan, buffers }: Program, name: string): Spot {
  const output = plan.outputs.get(name);
  return spot(name, output && buffers.get(output.buffer), output);
}

/** A feed of a program that is run by `encodeRun`: its `feeds` on the host are not uploaded then. */
export function spotOfFeed({ plan, buffers }: Program, name: string): Spot {
  return spot(name, buffers.get('feeds'), plan.feeds.get(name));
}

/** `bytes` of a tensor from byte `at` on; whole words. */
export function part({ buffer, offset, bytes: whole }: Spot, at: number, bytes: number): Spot {
  if (at < 0 || at + bytes > whole)
    throw new TesseraError(`Bytes ${at} to ${at + bytes} lie outside a tensor of ${whole}.`);
  return { buffer, offset: offset + at, bytes };
}

/** Uploads before everything that is submitted later. */
export function writeSpot(gpu: Program['gpu'], { buffer, offset, bytes }: Spot, data: TensorData): void {
  if (data.byteLength > bytes)
    throw new TesseraError(`${data.byteLength} bytes do not fit a tensor of ${bytes}.`);
  if (data.byteLength) gpu.device.queue.writeBuffer(buffer, offset, data);
}

/** Copies a tensor to another of its size, in another buffer. */
export function encodeCopy(encoder: GPUCommandEncoder, from: Spot, to: Spot): void {
  if (from.bytes !== to.bytes)
    throw new TesseraError(`A tensor of ${from.bytes} bytes is copied to one of ${to.bytes}.`);
  if (from.bytes) encoder.copyBufferToBuffer(from.buffer, from.offset, to.buffer, to.offset, from.bytes);
}

/** All dispatches of a program on a state, with the feeds as they lie on the device. */
export function encodeRun(encoder: GPUCommandEncoder, program: Program, state: DeviceState): void {
  const pass = encoder.beginComputePass({ label: program.plan.name });
  program.recording.encode(pass, program.groupsFor(state));
  pass.end();
}

/** Submits what `encode` puts into one command buffer. */
export function submitHops(
  gpu: Program['gpu'],
  label: string,
  encode: (encoder: GPUCommandEncoder) => void,
): void {
  gpu.check();
  const encoder = gpu.device.createCommandEncoder({ label });
  encode(encoder);
  gpu.submit(encoder.finish());
}
