import { expect, test } from 'vitest';
import { webgpuFlags } from './flags';

test('the software adapter is asked for only when it is wanted', () => {
  expect(webgpuFlags({ software: true })).toContain('--use-webgpu-adapter=swiftshader');
  expect(webgpuFlags({ software: false }).join(' ')).not.toContain('swiftshader');
});

test('WebGPU is enabled on both adapters, and no flag is given twice', () => {
  for (const software of [true, false]) {
    const flags = webgpuFlags({ software });
    expect(flags).toContain('--enable-unsafe-webgpu');
    expect(new Set(flags).size).toBe(flags.length);
  }
});
