import { svelte } from '@sveltejs/vite-plugin-svelte';
import tailwindcss from '@tailwindcss/vite';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

// The address that the example `serve` prints, without its token: the window with live reload, in a browser.
const backend = process.env.KEYHINGE_HOST;

export default defineConfig({
  plugins: [tailwindcss(), svelte()],
  resolve: {
    alias: { $lib: fileURLToPath(new URL('./src/lib', import.meta.url)) },
    // Vitest would otherwise take Svelte's server build.
    ...(process.env.VITEST && { conditions: ['browser'] }),
  },
  clearScreen: false,
  server: {
    port: 5173,
    strictPort: true,
    host: 'localhost',
    // Tests read the manifests and the rows of the snippets, which are the core's.
    ...(process.env.VITEST && { fs: { allow: ['..'] } }),
    ...(backend && { proxy: { '/rpc': backend, '/events': backend } }),
  },
  build: {
    target: ['chrome111', 'safari16.4'],
    // The content security policy refuses `data:` fonts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  test: { environment: 'happy-dom', include: ['src/**/*.test.ts'] },
});
