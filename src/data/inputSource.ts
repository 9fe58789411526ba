// The bytes of what a reader gives.

import type { DataInput } from './input';
import { type ByteSource, blobSource, urlSource } from './readers/source';

/** Not of a folder of images, which has bytes for each. */
export const sourceOf = async ({ name, blob, url }: DataInput): Promise<ByteSource> =>
  url === undefined ? blobSource(name, blob) : { ...(await urlSource(url)), name };
