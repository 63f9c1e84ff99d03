import { defineConfig } from 'vite';

/** The staff application, served under /app/ by the server itself: no CDN, no inline script or style. */
export default defineConfig({
  root: import.meta.dirname,
  base: '/app/',
  publicDir: false,
  // Without `development: false` the elements bring their files and lines along, in the build, too.
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact', development: false } },
  build: {
    outDir: process.env.ALMANAC_WEB_OUT ?? '../dist/web',
    emptyOutDir: true,
    target: 'es2022',
    modulePreload: { polyfill: false },
    // A small picture as a data: address would need a hole in the policy.
    assetsInlineLimit: 0,
    rollupOptions: {
      input: [`${import.meta.dirname}/index.html`, `${import.meta.dirname}/service-worker.js`],
      // Browsers know a service worker by its address.
      output: {
        entryFileNames: ({ name }) => (name === 'service-worker' ? '[name].js' : 'assets/[name]-[hash].js'),
      },
    },
  },
});
