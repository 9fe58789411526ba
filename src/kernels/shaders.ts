// Shader text by name: the `.wgsl` file, the library files it includes, and the generated prelude.

import type { KernelSource } from './kernel';

const files = import.meta.glob<string>('/shaders/**/*.wgsl', {
  query: '?raw',
  import: 'default',
  eager: true,
});

/** Names of all kernels and library files, e.g. `gemm/register_tiled`, `lib/philox`. */
export const shaderNames = (): string[] =>
  Object.keys(files).map((path) => path.slice('/shaders/'.length, -'.wgsl'.length));

const INCLUDE = /^\/\/ include: ([\w ,]+)$/gm;

/** Library names a shader text asks for with `// include: a, b` lines. */
const includesOf = (text: string): string[] =>
  [...text.matchAll(INCLUDE)].flatMap(([, names]) => names.split(',').map((name) => name.trim()));

function shaderText(name: string): string {
  const text = files[`/shaders/${name}.wgsl`];
  if (text === undefined) throw new Error(`There is no shader "${name}".`);
  return text;
}

/** `text` preceded by every library it includes, directly or not, each once. */
function withLibraries(text: string): string {
  const seen = new Set<string>();
  const visit = (source: string): string[] =>
    includesOf(source).flatMap((name) => {
      if (seen.has(name)) return [];
      seen.add(name);
      const library = shaderText(`lib/${name}`);
      return [...visit(library), library];
    });
  return [...visit(text), text].join('\n');
}

const ENABLE = /^enable .*;$\n?/gm;

/** `enable` directives of any library, moved to where WGSL wants them. */
const enablesFirst = (text: string): string =>
  [...new Set(text.match(ENABLE)), text.replace(ENABLE, '')].join('');

/** Complete WGSL of a kernel. */
export function shaderCode(kernel: KernelSource): string {
  if ('generated' in kernel) return withLibraries(kernel.generated);
  const prelude = Object.entries(kernel.prelude ?? {}).map(
    ([name, value]) => `const ${name}: u32 = ${value}u;\n`,
  );
  const include = kernel.include?.length ? `// include: ${kernel.include.join(', ')}\n` : '';
  return enablesFirst(prelude.join('') + withLibraries(include + shaderText(kernel.shader)));
}

export const kernelName = (kernel: KernelSource): string =>
  'generated' in kernel ? kernel.name : kernel.shader;
