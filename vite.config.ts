// How the page is served and built. Cross-origin isolation gives the page a 5 µs clock and shared memory;
// without it `performance.now()` steps by 100 µs and kernel timings mean little.
import react from '@vitejs/plugin-react';
import { defineConfig, type HtmlTagDescriptor, type Plugin } from 'vite';
import { commitOf } from './src/cli/commit.ts';
import { serviceWorker } from './vite.offline.ts';

const isolationHeaders = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

/** Only what comes with the page runs or is shown; data may be fetched from an address that the reader types. */
const contentSecurityPolicy = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob: data:",
  "connect-src 'self' https: http: blob:",
  "worker-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** Part of the built page, so that it holds on any static host; the development server needs inline scripts. */
function strictPolicy(): Plugin {
  const tag: HtmlTagDescriptor = {
    tag: 'meta',
    attrs: { 'http-equiv': 'Content-Security-Policy', content: contentSecurityPolicy },
    injectTo: 'head-prepend',
  };
  return { name: 'strict-policy', apply: 'build', transformIndexHtml: () => [tag] };
}

/** Fetches what the first seconds need beside the entry while the entry is still being read. */
function earlyFetches(): Plugin {
  const link = (attrs: Record<string, string>): HtmlTagDescriptor => ({
    tag: 'link',
    attrs,
    injectTo: 'head',
  });
  return {
    name: 'early-fetches',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler: (_html, { bundle = {} }) => {
        const files = Object.values(bundle).map(({ fileName }) => fileName);
        const bundleReader = files.find((name) => /\/bundle-[^/]+\.js$/.test(name));
        return [
          ...(bundleReader
            ? [link({ rel: 'modulepreload', crossorigin: '', href: `./${bundleReader}` })]
            : []),
        ];
      },
    },
  };
}

/** A built page knows its commit; what a development server serves changes under it. */
function sourceCommit(): Plugin {
  return {
    name: 'source-commit',
    apply: 'build',
    config: ({ root = process.cwd() }) => ({ define: { SOURCE_COMMIT: JSON.stringify(commitOf(root)) } }),
  };
}

export default defineConfig({
  // Relative addresses, so that a build works from any folder of a static host.
  base: './',
  plugins: [react(), strictPolicy(), earlyFetches(), sourceCommit(), serviceWorker()],
  server: { host: '127.0.0.1', headers: isolationHeaders },
  preview: { host: '127.0.0.1', headers: isolationHeaders },
  worker: { format: 'es' },
  build: { target: 'es2023', chunkSizeWarningLimit: 800, manifest: true },
});
