// Where bytes come from: memory, a dropped file, or a URL. A source can be streamed any number of times; some can
// also be read by range.

import { DataError } from '../../base/errors';

export interface ByteSource {
  /** File name or address, as shown in errors. */
  name: string;
  /** Length in bytes, when known beforehand. */
  size?: number;
  stream(): ReadableStream<Uint8Array>;
  /** Bytes [start, end); absent when the source can only be streamed. */
  slice?(start: number, end: number): Promise<ArrayBuffer>;
}

/** A source over a File or Blob. */
export function blobSource(name: string, blob: Blob): ByteSource {
  return {
    name,
    size: blob.size,
    stream: () => blob.stream(),
    slice: (start, end) => blob.slice(start, end).arrayBuffer(),
  };
}

/** A source over bytes in memory, streamed `chunk` bytes at a time. */
export function bytesSource(name: string, bytes: Uint8Array, chunk = 1 << 16): ByteSource {
  return {
    name,
    size: bytes.length,
    stream() {
      let at = 0;
      return new ReadableStream({
        pull(controller) {
          if (at >= bytes.length) return controller.close();
          controller.enqueue(bytes.subarray(at, at + chunk));
          at += chunk;
        },
      });
    },
    slice: async (start, end) => bytes.slice(start, end).buffer,
  };
}

/** What a page is told when an address does not answer it; browsers hide which of the two it was. */
const UNREACHABLE =
  'cannot be reached: there is no such server, or it does not let other pages read its files (CORS). ' +
  'Download the file and drop it here';

async function request(url: string, init: RequestInit, accepted: number[]): Promise<Response> {
  const response = await fetch(url, init).catch(() => {
    throw new DataError(url, 'address', UNREACHABLE);
  });
  if (accepted.includes(response.status)) return response;
  const answer = `${response.status} ${response.statusText}`.trim();
  const advice = response.status === 404 ? ': there is no such file; check the address' : '';
  throw new DataError(url, 'address', `the server answered ${answer}${advice}`);
}

/** A source over HTTP. Range reads need a server that answers `Range` requests with 206. */
export async function urlSource(url: string): Promise<ByteSource> {
  // Some servers allow reading only: then the length is not known beforehand.
  const head = await request(url, { method: 'HEAD' }, [200, 403, 405, 501]);
  const length = head.ok ? head.headers.get('content-length') : null;
  // The length of a compressed transfer is not the length of the file.
  const plain = head.headers.get('content-encoding') === null;
  return {
    name: url,
    ...(length !== null && plain && { size: Number(length) }),
    stream() {
      const body = new TransformStream<Uint8Array, Uint8Array>();
      request(url, {}, [200]).then(
        (response) => response.body!.pipeTo(body.writable).catch(() => undefined),
        (reason) => body.writable.abort(reason),
      );
      return body.readable;
    },
    async slice(start, end) {
      const response = await request(url, { headers: { Range: `bytes=${start}-${end - 1}` } }, [206]);
      return response.arrayBuffer();
    },
  };
}

/** The first `count` bytes, or fewer when the source is shorter. */
export async function firstBytes(source: ByteSource, count: number): Promise<Uint8Array> {
  const { slice, size } = source;
  if (slice && size !== undefined) {
    // A server may refuse ranges after all; then the stream tells.
    const bytes = await slice(0, Math.min(count, size)).catch(() => undefined);
    if (bytes) return new Uint8Array(bytes);
  }
  const out = new Uint8Array(count);
  let filled = 0;
  const reader = source.stream().getReader();
  while (filled < count) {
    const { done, value } = await reader.read();
    if (done) break;
    const part = value.subarray(0, count - filled);
    out.set(part, filled);
    filled += part.length;
  }
  await reader.cancel().catch(() => undefined);
  return out.subarray(0, filled);
}

/** The source itself, or its decompressed content when it starts as a gzip file does. */
export async function inflated(source: ByteSource): Promise<ByteSource> {
  const start = await firstBytes(source, 2);
  if (start[0] !== 0x1f || start[1] !== 0x8b) return source;
  return {
    name: source.name,
    stream: () =>
      source
        .stream()
        .pipeThrough(new DecompressionStream('gzip') as unknown as TransformStream<Uint8Array, Uint8Array>),
  };
}

/** Everything in one array. */
export async function allBytes(source: ByteSource): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of streamChunks(source)) {
    parts.push(part);
    length += part.length;
  }
  const out = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** The chunks of a source; a failing stream (a broken gzip file, a lost connection) becomes a DataError. */
export async function* streamChunks(source: ByteSource): AsyncGenerator<Uint8Array> {
  const reader = source.stream().getReader();
  let offset = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read().catch((cause: unknown) => {
        if (cause instanceof DataError) throw cause;
        const reason = cause instanceof Error ? cause.message : String(cause);
        throw new DataError(source.name, `byte ${offset}`, `could not be read on (${reason})`);
      });
      if (done) return;
      offset += value.length;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}
