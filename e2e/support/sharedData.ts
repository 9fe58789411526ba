// Reads real data files for tests, in Node and in the browser alike. The data is not part of the
// repository: a test that gets null skips itself and says so.

declare module 'vitest/browser' {
  interface BrowserCommands {
    readSharedFile: (relativePath: string) => Promise<string | null>;
  }
}

const inNode = typeof process !== 'undefined' && Boolean(process.versions?.node);

/** Bytes of a file of the data folder (`digits/train.csv`), or null when it is absent. */
export async function readSharedFile(relativePath: string): Promise<Uint8Array | null> {
  if (inNode) {
    const { readFromSharedFolder } = await import('./sharedFile');
    const bytes = await readFromSharedFolder(relativePath);
    return bytes && new Uint8Array(bytes);
  }
  const { commands } = await import('vitest/browser');
  const encoded = await commands.readSharedFile(relativePath);
  return encoded === null ? null : Uint8Array.from(atob(encoded), (character) => character.charCodeAt(0));
}

/** The same as text (UTF-8). */
export async function readSharedText(relativePath: string): Promise<string | null> {
  const bytes = await readSharedFile(relativePath);
  return bytes && new TextDecoder().decode(bytes);
}
