// Chromium's command-line flags for WebGPU without a window. Kept apart from launch.ts because vitest and
// the Playwright configuration start the browser themselves and need only the flags.

/** Which adapter to ask the browser for. */
export interface FlagOptions {
  /** true: SwiftShader, the software adapter: the same on every machine, correct, slow. */
  software: boolean;
}

const quiet = [
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--mute-audio',
];

/** Flags that make `navigator.gpu` grant an adapter in a headless Chromium. */
export function webgpuFlags({ software }: FlagOptions): string[] {
  const flags = ['--enable-unsafe-webgpu', ...quiet];
  // The sandbox refuses to run as root, which is what most containers are.
  if (process.getuid?.() === 0) flags.push('--no-sandbox');
  if (software) {
    // A software adapter may take seconds for one submit, which the watchdog would take for a hang.
    return [...flags, '--use-webgpu-adapter=swiftshader', '--disable-gpu-watchdog'];
  }
  // Without a display, Linux reaches the driver only through Vulkan, and only with no surface to draw on.
  if (process.platform === 'linux') {
    flags.push('--enable-features=Vulkan', '--use-angle=vulkan', '--disable-vulkan-surface');
  }
  return [...flags, '--ignore-gpu-blocklist'];
}
