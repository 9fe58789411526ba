import { describe, expect, it } from 'vitest';
import { checkDataset, takeImages } from '../../dataset';
import { className, combinations, defaultImageWorld } from './config';
import { shapeDistance } from './geometry';
import { ImageWorld } from './imageWorld';

describe('ImageWorld', () => {
  const world = new ImageWorld({ ...defaultImageWorld, labelNoise: 0.2, tail: 1 });
  const data = world.generate(0, 4000);

  it('makes image i the same alone as in a range', () => {
    checkDataset(data);
    const alone = world.generate(1234, 2);
    const taken = takeImages(data, [1234, 1235]);
    expect({ ...alone, normalisation: 0 }).toEqual({ ...taken, normalisation: 0 });
    expect(new ImageWorld({ ...defaultImageWorld, seed: 2 }).generate(0, 1).images).not.toEqual(
      new ImageWorld(defaultImageWorld).generate(0, 1).images,
    );
  });

  it('gives classes their Zipf frequency and labels their noise', () => {
    const counts = new Float64Array(10);
    for (const label of data.trueLabels!) counts[label]++;
    const total = Array.from({ length: 10 }, (_, k) => 1 / (k + 1)).reduce((sum, share) => sum + share);
    counts.forEach((count, k) => {
      const share = 1 / (k + 1) / total;
      expect(Math.abs(count - 4000 * share)).toBeLessThan(5 * Math.sqrt(4000 * share));
    });
    const wrong = data.labels.filter((label, i) => label !== data.trueLabels![i]).length;
    expect(Math.abs(wrong / 4000 - 0.2)).toBeLessThan(5 * Math.sqrt(0.16 / 4000));
    const clean = new ImageWorld({ ...defaultImageWorld, tail: 1 }).generate(0, 200);
    expect(clean.labels).toEqual(clean.trueLabels);
  });

  it('derives the class from shape and texture, and from neither alone', () => {
    const scenes = Array.from({ length: 2000 }, (_, i) => world.scene(i));
    for (const { shape, texture, trueLabel } of scenes) expect((4 * shape + texture) % 10).toBe(trueLabel);
    for (const key of ['shape', 'texture'] as const) {
      for (const value of [0, 1, 2, 3]) {
        const labels = new Set(
          scenes.filter((scene) => scene[key] === value).map((scene) => scene.trueLabel),
        );
        expect(labels.size).toBeGreaterThanOrEqual(4);
      }
    }
    expect(className(0, 20)).toBe('plain disc');
    expect(className(0, 10)).toBe('plain disc or checked triangle');
    expect(new Set(Array.from({ length: 20 }, (_, k) => className(k, combinations))).size).toBe(20);
  });

  it('draws an object that stands out from the ground', () => {
    const plain = new ImageWorld({ ...defaultImageWorld, pixelNoise: 0, size: 24 });
    const pixels = new Uint8Array(24 * 24 * 3);
    for (let i = 0; i < 50; i++) {
      const scene = plain.render(i, pixels);
      const far = (x: number, y: number) => Math.hypot(x - scene.x, y - scene.y) > 1.5 * scene.radius + 0.05;
      let object = 0;
      let strays = 0;
      for (let row = 0; row < 24; row++) {
        for (let column = 0; column < 24; column++) {
          const at = (row * 24 + column) * 3;
          const contrast = [0, 1, 2].map((c) => Math.abs(pixels[at + c] - scene.background[c]));
          const isGround = Math.max(...contrast) <= 0.5 + 1e-9;
          if (far((column + 0.5) / 24, (row + 0.5) / 24) && !isGround) strays++;
          if (!isGround) object++;
        }
      }
      expect(strays).toBe(0);
      expect(object).toBeGreaterThan(24 * 24 * 0.03);
    }
  });

  it('adds tags as multi-hot targets', () => {
    const tagged = new ImageWorld({ ...defaultImageWorld, extraTags: 1, classes: 20 }).generate(0, 1000);
    let extra = 0;
    for (let i = 0; i < 1000; i++) {
      const row = tagged.targets!.subarray(i * 20, i * 20 + 20);
      expect(row[tagged.labels[i]]).toBe(1);
      expect(row.every((value) => value === 0 || value === 1)).toBe(true);
      extra += row.reduce((sum, value) => sum + value) - 1;
    }
    // One draw a sample on average, of which a twentieth or so repeats another tag.
    expect(extra / 1000).toBeGreaterThan(0.8);
    expect(extra / 1000).toBeLessThan(1.1);
  });

  it('rejects settings it cannot draw', () => {
    expect(() => new ImageWorld({ ...defaultImageWorld, classes: 21 })).toThrow(
      /classes must be in \[2, 20\]/,
    );
    expect(() => new ImageWorld({ ...defaultImageWorld, size: 4 })).toThrow(/size/);
  });

  it('knows inside from outside of every shape', () => {
    for (const distance of Object.values(shapeDistance)) expect(distance(1.1, 1.1, 1)).toBeGreaterThan(0);
    expect(shapeDistance.disc(0, 0, 1)).toBeLessThan(0);
    expect(shapeDistance.ring(0, 0, 1)).toBeGreaterThan(0);
    expect(shapeDistance.ring(0.72, 0, 1)).toBeLessThan(0);
    expect(shapeDistance.cross(0.9, 0, 1)).toBeLessThan(0);
    expect(shapeDistance.cross(0.7, 0.7, 1)).toBeGreaterThan(0);
    expect(shapeDistance.triangle(0, -0.9, 1)).toBeLessThan(0);
    expect(shapeDistance.triangle(0.5, -0.9, 1)).toBeGreaterThan(0);
  });
});
