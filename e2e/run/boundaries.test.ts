// Boundaries that are no imports: globals of WebGPU and the names of shader files. Read from the text of
// every source file, comments left out.
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const sources = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .map((path) => `src/${path.replaceAll('\\', '/')}`)
  .filter((path) => /\.tsx?$/.test(path) && !/\.test\.tsx?$/.test(path));

function withoutComments(text: string): string {
  // A `//` after a colon is an address, not a comment.
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|[^:])\/\/.*$/gm, '$1');
}

/** Source files outside `home` whose code matches `pattern`. */
function filesNaming(pattern: RegExp, home: RegExp): string[] {
  return sources.filter(
    (path) => !home.test(path) && pattern.test(withoutComments(readFileSync(path, 'utf8'))),
  );
}

test('only src/gpu touches the GPU device', () => {
  // launch.ts asks a page which adapter it is granted; it never holds a device.
  const home = /^src\/(gpu\/|cli\/browser\/launch\.ts$)/;
  expect(filesNaming(/\bGPUDevice\b|\bnavigator\.gpu\b|\brequestAdapter\b/, home)).toEqual([]);
});

test('only src/kernels names shader files', () => {
  expect(filesNaming(/\.wgsl\b/, /^src\/kernels\//)).toEqual([]);
});

test('no shader text is assembled: shaders live in files', () => {
  expect(filesNaming(/@compute\b/, /^src\/kernels\//)).toEqual([]);
});

test('comments are left out and code is not', () => {
  expect(withoutComments('a /* GPUDevice */ b // navigator.gpu')).toBe('a  b ');
  expect(withoutComments("link('https://example.org'); navigator.gpu")).toContain('navigator.gpu');
  expect(sources.length).toBeGreaterThan(10);
});
