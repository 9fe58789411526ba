// The synthetic image world: one textured shape an image; which class it is depends on shape and texture together,
// so neither colour, place nor either factor alone tells it. Frequencies can be long-tailed and labels noisy.

import { philox, streamOf } from '../../../base/philox';
import { channelStatistics, type ImageDataset } from '../../dataset';
import { type RankSampler, zipfSampler } from '../zipf';
import { checkImageWorld, className, type ImageWorldConfig, shapes, textures } from './config';
import { shapeDistance, textureLevel } from './geometry';
import { drawScene, type Scene } from './scene';

const noiseStream = streamOf('images/noise');
const TWO_32 = 2 ** 32;

export class ImageWorld {
  private readonly classRank: RankSampler;

  constructor(readonly config: ImageWorldConfig) {
    checkImageWorld(config);
    this.classRank = zipfSampler(config.classes, config.tail);
  }

  scene(index: number): Scene {
    return drawScene(this.config, this.classRank, index);
  }

  /** Draws image `index` into out[at .. at + size·size·3) and returns its scene. */
  render(index: number, out: Uint8Array, at = 0): Scene {
    const scene = this.scene(index);
    const { size } = this.config;
    const distance = shapeDistance[shapes[scene.shape]];
    const level = textureLevel[textures[scene.texture]];
    const cosine = Math.cos(scene.angle);
    const sine = Math.sin(scene.angle);
    const noise = this.noise(index, size * size * 3);
    let write = at;
    for (let row = 0; row < size; row++) {
      const y = (row + 0.5) / size - scene.y;
      for (let column = 0; column < size; column++) {
        const x = (column + 0.5) / size - scene.x;
        const u = cosine * x + sine * y;
        const v = cosine * y - sine * x;
        // One pixel of soft edge.
        const cover = Math.min(1, Math.max(0, 0.5 - distance(u, v, scene.radius) * size));
        const mix = cover > 0 ? level(u / scene.period + scene.phase, v / scene.period + scene.phase) : 0;
        for (let c = 0; c < 3; c++) {
          const surface = scene.dark[c] + mix * (scene.light[c] - scene.dark[c]);
          const value = scene.background[c] + cover * (surface - scene.background[c]);
          out[write] = Math.min(255, Math.max(0, Math.round(value + noise[write - at])));
          write++;
        }
      }
    }
    return scene;
  }

  /** Images first .. first + count − 1; image i is the same in any range. */
  generate(first: number, count: number): ImageDataset {
    const { config } = this;
    const size = config.size ** 2 * 3;
    const images = new Uint8Array(count * size);
    const labels = new Int32Array(count);
    const trueLabels = new Int32Array(count);
    const targets = config.extraTags > 0 ? new Float32Array(count * config.classes) : undefined;
    for (let i = 0; i < count; i++) {
      const scene = this.render(first + i, images, i * size);
      labels[i] = scene.label;
      trueLabels[i] = scene.trueLabel;
      if (targets) for (const tag of [scene.label, ...scene.extraTags]) targets[i * config.classes + tag] = 1;
    }
    return {
      kind: 'image',
      source: `synthetic shapes, seed ${config.seed}`,
      count,
      height: config.size,
      width: config.size,
      channels: 3,
      images,
      labels,
      trueLabels,
      ...(targets && { targets }),
      classes: config.classes,
      classNames: Array.from({ length: config.classes }, (_, k) => className(k, config.classes)),
      normalisation: channelStatistics(images, 3),
    };
  }

  /** Uniform noise in ± pixelNoise, one byte a value. */
  private noise(index: number, count: number): Float32Array {
    const out = new Float32Array(count);
    const { pixelNoise, seed } = this.config;
    if (pixelNoise === 0) return out;
    const block = new Uint32Array(4);
    const bytes = new Uint8Array(block.buffer);
    for (let i = 0; i < count; i += 16) {
      philox(index, index / TWO_32, i >>> 4, 0, seed, noiseStream, block);
      for (let j = 0; j < 16 && i + j < count; j++) out[i + j] = (bytes[j] - 127.5) * (pixelNoise / 127.5);
    }
    return out;
  }
}
