// What a reader gives to train on: a file, or what stands for one.

import type { FolderImage } from './readers/imageFolder';

/** `blob` is empty where the bytes lie elsewhere. */
export interface DataInput {
  name: string;
  blob: Blob;
  /** Read from this address, range by range, and its length there. */
  url?: string;
  size?: number;
  /** Images in a folder for each class. */
  images?: readonly FolderImage[];
}

export function inputBytes({ blob, size, images }: DataInput): number {
  if (images) return images.reduce((sum, image) => sum + image.blob.size, 0);
  return size ?? blob.size;
}
