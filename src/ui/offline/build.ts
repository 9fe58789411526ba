// What the service worker is told about the build it belongs to; vite.offline.ts writes it in.

export interface Build {
  /** Differs whenever any file does. */
  version: string;
  /** Addresses of all files but the page itself, relative to it, with their digests. */
  files: readonly (readonly [path: string, integrity: string])[];
  /** The script that the page of this build starts with. */
  entry: string;
}
