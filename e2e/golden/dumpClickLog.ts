// Writes the generated click log `scaling` as raw little-endian files for `accuracy.py`, so that PyTorch
// trains on the very samples the lab trains on:  npx tsx e2e/golden/dumpClickLog.ts DIR

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ClickLog } from '../../src/data/generators/click/clickLog';
import { clickPreset } from '../../src/data/generators/click/presets';
import { bayesReference } from '../../src/data/metrics';

const TRAINING = 320_000;
const TEST = 20_000;

const folder = process.argv[2];
if (!folder) {
  console.error('Give the folder to write to: npx tsx e2e/golden/dumpClickLog.ts DIR');
  process.exit(2);
}
mkdirSync(folder, { recursive: true });

const config = clickPreset('scaling');
const log = new ClickLog(config);

const save = (name: string, data: Float32Array | Uint32Array) =>
  writeFileSync(join(folder, `${name}.bin`), new Uint8Array(data.buffer, data.byteOffset, data.byteLength));

function dump(part: string, first: number, count: number) {
  const { dense, labels, probability, offsets, ids } = log.generate(first, count);
  save(`${part}_dense`, dense);
  save(`${part}_labels`, labels);
  save(`${part}_pstar`, probability!);
  for (const [table, tableIds] of ids.entries()) {
    save(`${part}_offsets${table}`, offsets[table]);
    save(`${part}_ids${table}`, tableIds);
  }
  return { firstRow: first, count, bayes: bayesReference(probability!) };
}

const description = { config, train: dump('train', 0, TRAINING), test: dump('test', TRAINING, TEST) };
writeFileSync(join(folder, 'description.json'), `${JSON.stringify(description, null, 1)}\n`);
