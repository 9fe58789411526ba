// Folders that are dropped or picked: images that lie in a folder for each class become one thing to train on.

import type { RunFile } from '../../lab/protocol';

/** A file and where it lies in what was dropped. */
export interface Found {
  path: string;
  blob: Blob;
}

const IMAGE = /\.(png|jpe?g)$/i;

export const foundIn = (files: readonly File[]): Found[] =>
  files.map((file) => ({ path: file.webkitRelativePath || file.name, blob: file }));

/** Everything of a drop, however deep. The transfer is read before the first wait: it is empty afterwards. */
export async function droppedFiles(transfer: DataTransfer): Promise<Found[]> {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry());
  if (!entries.some((entry) => entry?.isDirectory)) return foundIn([...transfer.files]);
  const found = await Promise.all(entries.map((entry) => (entry ? walk(entry) : [])));
  return found.flat();
}

async function walk(entry: FileSystemEntry): Promise<Found[]> {
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) => {
      (entry as FileSystemFileEntry).file(resolve, reject);
    });
    // Programs leave files of their own in folders, such as .DS_Store.
    return file.name.startsWith('.') ? [] : [{ path: entry.fullPath.slice(1), blob: file }];
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const found: Found[] = [];
  for (;;) {
    // A folder is listed a hundred entries at a time.
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => {
      reader.readEntries(resolve, reject);
    });
    if (some.length === 0) return found;
    for (const inner of some) found.push(...(await walk(inner)));
  }
}

/** Images by the folder that holds the folders of their classes, and every other file for itself. */
export function gathered(found: readonly Found[]): RunFile[] {
  const folders = new Map<string, Found[]>();
  const files: RunFile[] = [];
  for (const { path, blob } of found) {
    const parts = path.split('/');
    if (parts.length >= 2 && IMAGE.test(path)) {
      const above = parts.slice(0, -2).join('/') || 'images';
      const images = folders.get(above);
      if (images) images.push({ path, blob });
      else folders.set(above, [{ path, blob }]);
    } else files.push({ name: parts[parts.length - 1], blob });
  }
  for (const [name, images] of folders) files.push({ name, blob: new Blob([]), images });
  return files;
}
