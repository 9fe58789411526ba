// The tables of the hypothetical accelerator: modelled, never measured.

import { type Accelerator, forecast } from '../../workload/accelerator';
import { bytesOf, intensityOf } from '../../workload/intensity';
import type { Layer } from '../../workload/layers';
import { type Finding, type FindingColumn, findingOf } from '../findings';
import type { ModelCount } from './countTables';
import type { WorkloadSettings } from './model';

export const acceleratorOf = (settings: WorkloadSettings): Accelerator => ({
  operationsPerSecond: settings.peakOperations * 1e12,
  dramBytesPerSecond: settings.dramBandwidth * 1e9,
  onChipBytesPerSecond: settings.onChipBandwidth * 1e12,
  onChipBytes: settings.onChipMemory * 1e6,
  bits: Number(settings.bits),
});

export function layersTable({ layers, live }: ModelCount, accelerator: Accelerator, model: string): Finding {
  const { bits } = accelerator;
  const about = {
    id: 'layers',
    title: `Layers of ${model}`,
    about: `Each layer as one kernel with every number in ${bits} bits; bytes op by op are f32 and before any fusion. The time is modelled: the slowest of arithmetic, on-chip and DRAM traffic on the hypothetical accelerator.`,
    columns: [
      { key: 'layer', title: 'Layer', kind: 'text' },
      { key: 'phase', title: 'Phase', kind: 'text' },
      { key: 'kind', title: 'Kind', kind: 'text' },
      { key: 'parameters', title: 'Parameters', kind: 'count' },
      { key: 'flops', title: 'FLOPs', kind: 'flops' },
      { key: 'weightBytes', title: 'Weights read', kind: 'bytes' },
      { key: 'activationBytes', title: 'Activations moved', kind: 'bytes' },
      { key: 'unfusedBytes', title: 'Op by op', kind: 'bytes' },
      { key: 'live', title: 'Live activations', kind: 'count' },
      { key: 'weights', title: 'Intensity, weights', kind: 'number', unit: 'FLOP/B' },
      { key: 'all', title: 'Intensity, all', kind: 'number', unit: 'FLOP/B' },
      { key: 'time', title: 'Modelled time', kind: 'number', unit: 'µs' },
      { key: 'bound', title: 'Bound by', kind: 'text' },
      { key: 'onChip', title: 'Traffic on chip', kind: 'share' },
    ] satisfies FindingColumn[],
  };
  const rows = forecast(layers, accelerator).layers.map(
    ({ layer, seconds, bound, onChipBytes, dramBytes }) => {
      const { weights, activations } = bytesOf(layer, bits);
      const intensity = intensityOf(layer, bits);
      return {
        ...{ layer: layer.name, phase: layer.phase, kind: layer.kind },
        ...{ parameters: layer.parameters, flops: layer.flops },
        ...{ weightBytes: weights, activationBytes: activations, unfusedBytes: layer.unfusedBytes },
        live: live.byLayer.get(layer.key),
        ...{ weights: intensity.weights, all: finite(intensity.all) },
        ...{ time: seconds * 1e6, bound },
        onChip: finite(onChipBytes / (onChipBytes + dramBytes)),
      };
    },
  );
  return findingOf(about, rows);
}

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);

/** Sizes of on-chip memory, in MB, and its bandwidths, in TB/s, that are compared. */
const SIZES = [0, 0.5, 1, 2, 4, 8, 16, 32, 64, 128];
const BANDWIDTHS = [1, 10];

export function acceleratorTable(layers: readonly Layer[], accelerator: Accelerator, model: string): Finding {
  const about = {
    id: 'accelerator',
    title: 'On-chip memory',
    about: `Modelled: ${model} on the hypothetical accelerator with more and more on-chip memory, into which tensors are put greedily, those first that save most DRAM traffic for each of their bytes.`,
    columns: [
      { key: 'size', title: 'On-chip memory', kind: 'number', unit: 'MB' },
      { key: 'bandwidth', title: 'On-chip bandwidth', kind: 'text' },
      { key: 'time', title: 'Modelled time', kind: 'number', unit: 'ms' },
      { key: 'speedup', title: 'Against none', kind: 'number', unit: '×' },
      { key: 'occupied', title: 'In use', kind: 'number', unit: 'MB' },
      { key: 'onChip', title: 'Traffic on chip', kind: 'share' },
      { key: 'utilisation', title: 'Of the peak rate', kind: 'share' },
    ] satisfies FindingColumn[],
  };
  const flops = layers.reduce((sum, layer) => sum + layer.flops, 0);
  const own = accelerator.onChipBytes / 1e6;
  const sizes = [...new Set([...SIZES, own])].sort((a, b) => a - b);
  const bandwidths = [...new Set([...BANDWIDTHS, accelerator.onChipBytesPerSecond / 1e12])].sort(
    (a, b) => a - b,
  );
  const without = forecast(layers, { ...accelerator, onChipBytes: 0 }).seconds;
  const rows = bandwidths.flatMap((bandwidth) =>
    sizes.map((size) => {
      const changed = { ...accelerator, onChipBytes: size * 1e6, onChipBytesPerSecond: bandwidth * 1e12 };
      const { seconds, occupiedBytes, onChipShare } = forecast(layers, changed);
      return {
        ...{ size, bandwidth: `${bandwidth} TB/s`, time: seconds * 1000, speedup: without / seconds },
        ...{ occupied: occupiedBytes / 1e6, onChip: onChipShare },
        utilisation: flops / accelerator.operationsPerSecond / seconds,
      };
    }),
  );
  return findingOf(about, rows);
}
