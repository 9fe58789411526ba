// Decodes a folder of PNG or JPEG images with the browser's own decoders; the class of an image is the name of the
// folder it lies in. Needs createImageBitmap and OffscreenCanvas, so it runs in a page or worker only.

import { DataError } from '../../base/errors';
import { channelStatistics, type ImageDataset } from '../dataset';

export interface FolderImage {
  /** Path within the folder, such as `train/cat/1.png`. */
  path: string;
  blob: Blob;
}

const IMAGE = /\.(png|jpe?g)$/i;

/** The class of a path: the folder that holds the file. Undefined for a file at the top. */
export function classOfPath(path: string): string | undefined {
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  return parts.length >= 2 ? parts[parts.length - 2] : undefined;
}

/** The images among the files, sorted by path, and their class names in order. Throws when there are none. */
export function listFolder(
  folder: string,
  files: readonly FolderImage[],
): { images: FolderImage[]; names: string[] } {
  const images = files
    .filter(({ path }) => IMAGE.test(path))
    .sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  if (images.length === 0) throw new DataError(folder, 'folder', 'holds no .png or .jpg files');
  for (const { path } of images) {
    if (classOfPath(path) === undefined) {
      throw new DataError(path, 'path', 'lies outside any folder; the folder name is the class');
    }
  }
  return { images, names: [...new Set(images.map(({ path }) => classOfPath(path)!))].sort() };
}

/**
 * Decodes every image to RGB at `side` × `side`, cropped to the central square. `progress` hears how many are done;
 * `classNames` are those of the training images, when these are for testing.
 */
export async function readImageFolder(
  folder: string,
  files: readonly FolderImage[],
  side: number,
  progress: (done: number, total: number) => void = () => undefined,
  classNames?: readonly string[],
): Promise<ImageDataset> {
  const { images, names: found } = listFolder(folder, files);
  const names = classNames ? [...classNames] : found;
  const unknown = images.find(({ path }) => !names.includes(classOfPath(path)!));
  if (unknown)
    throw new DataError(
      unknown.path,
      'path',
      `its folder is none of the training classes: ${names.join(', ')}`,
    );
  const canvas = new OffscreenCanvas(side, side);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) throw new DataError(folder, 'folder', 'this browser cannot draw on an OffscreenCanvas');
  context.imageSmoothingQuality = 'high';
  const size = side * side * 3;
  const pixels = new Uint8Array(images.length * size);
  for (let index = 0; index < images.length; index++) {
    const { path, blob } = images[index];
    const bitmap = await createImageBitmap(blob).catch(() => {
      throw new DataError(path, 'image', 'could not be decoded; is it a whole PNG or JPEG?');
    });
    const crop = Math.min(bitmap.width, bitmap.height);
    const left = (bitmap.width - crop) / 2;
    const top = (bitmap.height - crop) / 2;
    context.clearRect(0, 0, side, side);
    context.drawImage(bitmap, left, top, crop, crop, 0, 0, side, side);
    bitmap.close();
    const { data } = context.getImageData(0, 0, side, side);
    for (let i = 0; i < side * side; i++) {
      for (let c = 0; c < 3; c++) pixels[index * size + 3 * i + c] = data[4 * i + c];
    }
    progress(index + 1, images.length);
  }
  return {
    kind: 'image',
    source: folder,
    count: images.length,
    height: side,
    width: side,
    channels: 3,
    images: pixels,
    labels: Int32Array.from(images, ({ path }) => names.indexOf(classOfPath(path)!)),
    classes: names.length,
    classNames: names,
    normalisation: channelStatistics(pixels, 3),
  };
}
