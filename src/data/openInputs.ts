// Opens what the reader gave: files, an address that is read by range, or folders of images.

import { DataError } from '../base/errors';
import type { Dataset } from './dataset';
import type { DataInput } from './input';
import { sourceOf } from './inputSource';
import { type OpenOptions, openFiles } from './openFiles';
import { readImageFolder } from './readers/imageFolder';
import type { ByteSource } from './readers/source';

export interface InputOptions extends OpenOptions {
  /** Pixels a side that images from folders are scaled to. */
  side?: number;
  /** Classes of images from folders, in order; by default the folders' names, sorted. */
  classNames?: readonly string[];
}

const DEFAULT_SIDE = 32;

export async function openInputs(inputs: readonly DataInput[], options: InputOptions = {}): Promise<Dataset> {
  const { observer, side = DEFAULT_SIDE, classNames } = options;
  const folders = inputs.filter(({ images }) => images);
  const name = inputs.map((input) => input.name).join(' + ');
  if (folders.length > 0) {
    if (folders.length < inputs.length)
      throw new DataError(name, 'files', 'are folders of images and other files; give one or the other');
    observer?.format?.('folder');
    const images = folders.flatMap((folder) => folder.images ?? []);
    // Files come class by class: a sample takes some of each.
    const stride = Math.ceil(images.length / (options.limit ?? images.length));
    const sample = images.filter((_, index) => index % stride === 0);
    return readImageFolder(name, sample, side, observer?.images, classNames);
  }
  const sources = await Promise.all(inputs.map(sourceOf));
  return openFiles(observer?.bytes ? watched(sources, observer.bytes) : sources, options);
}

/** The same sources; `heard` learns of every part read. A source read twice counts by how far it was read. */
function watched(sources: ByteSource[], heard: (done: number, total: number) => void): ByteSource[] {
  const read = sources.map(() => 0);
  const total = sources.reduce((sum, { size = 0 }) => sum + size, 0);
  const report = (index: number, done: number) => {
    read[index] = Math.max(read[index], Math.min(done, sources[index].size ?? done));
    heard(
      read.reduce((sum, bytes) => sum + bytes, 0),
      total,
    );
  };
  return sources.map((source, index) => {
    let sliced = 0;
    const { slice } = source;
    return {
      ...source,
      stream() {
        let streamed = 0;
        const count = new TransformStream<Uint8Array, Uint8Array>({
          transform(chunk, controller) {
            streamed += chunk.length;
            report(index, streamed);
            controller.enqueue(chunk);
          },
        });
        return source.stream().pipeThrough(count);
      },
      ...(slice && {
        async slice(start: number, end: number) {
          const bytes = await slice(start, end);
          sliced += bytes.byteLength;
          report(index, sliced);
          return bytes;
        },
      }),
    };
  });
}
