// Checkpoints as safetensors files: every tensor of the state by name, and in the header what is needed
// to go on from that step.

import { DataError } from '../base/errors';
import { readSafetensors, writeSafetensors } from '../base/safetensors';
import type { HostTensor } from '../compile/state';
import type { Checkpoint } from '../experiments/experiment';

const FORMAT = 'tessera-checkpoint-1';

export function encodeCheckpoint({
  experiment,
  config,
  seed,
  step,
  tensors,
}: Checkpoint): Uint8Array<ArrayBuffer> {
  const about = {
    format: FORMAT,
    experiment,
    config: JSON.stringify(config),
    seed: String(seed),
    step: String(step),
  };
  return writeSafetensors(tensors, about);
}

/** Throws `DataError` when the bytes are no checkpoint of ours. */
export function decodeCheckpoint(bytes: Uint8Array<ArrayBuffer>, file = 'checkpoint'): Checkpoint {
  const { tensors, metadata } = readSafetensors(bytes, file);
  const refuse = (reason: string) => new DataError(file, 'header', reason);
  if (metadata.format !== FORMAT)
    throw refuse(`is not a checkpoint of this lab (format "${metadata.format ?? 'none'}")`);
  const step = Number(metadata.step);
  const seed = Number(metadata.seed);
  if (!Number.isInteger(step) || step < 0 || !Number.isInteger(seed))
    throw refuse('holds no valid step and seed');
  let config: Checkpoint['config'];
  try {
    config = JSON.parse(metadata.config);
  } catch {
    throw refuse('holds no valid configuration');
  }
  const known = [...tensors].map(([name, { shape, data }]) => {
    if (!(data instanceof Float32Array || data instanceof Uint32Array))
      throw new DataError(file, name, 'is neither float32 nor words of codes (uint32)');
    return [name, { shape, data: data as HostTensor['data'] }] as const;
  });
  return { experiment: metadata.experiment, config, seed, step, tensors: new Map(known) };
}
