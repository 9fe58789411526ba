// The experiment without a GPU: its settings, its tables and what its claims rest on.

import { describe, expect, test } from 'vitest';
import { presets as models, preset } from '../../nn/presets';
import { evaluationStep } from '../../nn/trainingStep';
import { type Layer, layersOf } from '../../workload/layers';
import { judge, type Lab, type Metrics } from '../experiment';
import { type Finding, withFinding } from '../findings';
import { defaultsOf, fieldsOf, requireConfig } from '../schema';
import { workloadCharacterisation as experiment } from '.';
import { convolutionError, resnet50Pixels } from './derived';
import { modelNamed, stepOf, type WorkloadSettings } from './model';

const settings = (given: object) => requireConfig(experiment.config, { ...given }) as WorkloadSettings;

async function results(given: object) {
  const config = settings({ ...given, measured: 'none' });
  const lab = { seed: 0, files: {}, status: () => {} } as unknown as Lab;
  let findings: Finding[] = [];
  const metrics: Metrics = {};
  for await (const event of experiment.run(lab, config)) {
    if (event.kind === 'finding') findings = withFinding(findings, event.finding);
    if (event.kind === 'metrics') Object.assign(metrics, event.values);
  }
  return { config, findings, metrics };
}

const cells = (finding: Finding, key: string) => {
  const at = finding.columns.findIndex((column) => column.key === key);
  return finding.rows.map((row) => row[at]);
};

describe('settings', () => {
  const choices = (key: string) =>
    fieldsOf(experiment.config)
      .find(([name]) => name === key)![1]
      .choices!.map(({ value }) => value);

  test('every named model can be chosen, and the reader’s own', () => {
    expect(choices('model')).toEqual([...Object.keys(models), 'own-resnet', 'own-vit', 'own-dlrm']);
    expect(choices('measured')).toEqual(['none', 'same', ...choices('model')]);
  });

  test('what is set below is what is counted', () => {
    const own = settings({ resnetDepth: 14, resnetWidth: 8, vitWidth: 24, vitHeads: 2, dlrmTop: '16' });
    expect(modelNamed('own-resnet', own)).toMatchObject({
      kind: 'resnet',
      widths: [8, 16, 32],
      blocks: [2, 2, 2],
    });
    expect(modelNamed('own-vit', own)).toMatchObject({ kind: 'vit', width: 24, heads: 2 });
    expect(modelNamed('own-dlrm', own)).toMatchObject({ kind: 'dlrm', top: [16, 1], bottom: [32, 8] });
  });

  test('suggestions and presets name models that can be traced', () => {
    for (const { config } of [...experiment.suggestions!, ...experiment.presets!]) {
      const chosen = { ...defaultsOf(experiment.config), ...config } as WorkloadSettings;
      expect(
        stepOf(modelNamed(chosen.model, chosen), chosen.mode, chosen.batch).nodes.length,
      ).toBeGreaterThan(0);
    }
  });
});

describe('derivations', () => {
  test('sizes of ResNet-50’s convolutions', () => {
    expect(resnet50Pixels('stem.conv')).toBe(12_544);
    expect(resnet50Pixels('stage1.block1.conv1')).toBe(3136);
    expect(resnet50Pixels('stage3.block1.conv1')).toBe(784);
    expect(resnet50Pixels('stage3.block1.shortcut.conv')).toBe(196);
    expect(resnet50Pixels('stage3.block1.conv2')).toBe(196);
    expect(resnet50Pixels('stage4.block3.conv3')).toBe(49);
  });

  test('they hold of all 53 of them, and would not of another network or batch', () => {
    const convolutions = (layers: readonly Layer[]) => layers.filter(({ kind }) => kind === 'convolution');
    const layers = layersOf(evaluationStep(preset('resnet-50').model, { batchSize: 2 }));
    expect(convolutions(layers).length).toBe(53);
    expect(convolutionError(layers, 2)).toBe(0);
    expect(convolutionError(layers, 1)).toBeCloseTo(1, 12);
    const other = layersOf(evaluationStep(preset('resnet-18').model, { batchSize: 2 }));
    expect(convolutionError(other, 2)).toBeGreaterThan(0);
  });
});

describe('a run that only counts', () => {
  test('has its tables, whose rows add up to its metrics', async () => {
    const { findings, metrics, config } = await results({ model: 'resnet-20', batch: 4, mode: 'training' });
    expect(findings.map(({ id }) => id)).toEqual([
      'models',
      'layers',
      'precisions',
      'accelerator',
      'layer-roofline',
      'batch-intensity',
    ]);
    const table = (id: string) => findings.find((finding) => finding.id === id)!;
    const sum = (id: string, key: string) => (cells(table(id), key) as number[]).reduce((a, b) => a + b);
    expect(sum('layers', 'flops')).toBe(metrics.flopsPerStep);
    expect(sum('layers', 'unfusedBytes')).toBe(metrics.bytesPerStep);
    expect(sum('layers', 'time') / 1000).toBeCloseTo(metrics.acceleratorMs, 9);
    for (const { rows, columns } of findings)
      for (const row of rows) {
        expect(row.length).toBe(columns.length);
        for (const cell of row) if (typeof cell === 'number') expect(Number.isFinite(cell)).toBe(true);
      }
    const verdicts = judge(experiment.claims, {
      config,
      seed: 0,
      metrics,
      evaluations: [],
      findings,
      data: '',
    });
    expect(verdicts.filter(({ holds }) => holds).map(({ id }) => id)).toEqual([
      'convolution-intensity',
      'linear-intensity',
      'embedding-intensity',
      'embeddings-want-bandwidth',
      'on-chip-memory',
    ]);
    expect(verdicts.filter(({ holds }) => holds === false)).toEqual([]);
    for (const view of experiment.figures!.filter(({ finding }) =>
      findings.some(({ id }) => id === finding),
    )) {
      const keys = table(view.finding).columns.map(({ key }) => key);
      for (const key of [view.x, view.y, view.series, view.label]) if (key) expect(keys).toContain(key);
    }
  }, 30_000);
});
