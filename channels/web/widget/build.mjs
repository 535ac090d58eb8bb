// Makes the two files that are served: the widget and the service worker. The same sources give the same bytes, so
// that anybody can check that the committed bundle is what it says; a test does.

import { readFile } from 'node:fs/promises'
import { build, transform } from 'esbuild'

const PAGE = process.argv[2] ?? new URL('../page/', import.meta.url).pathname

// Styles travel inside the script, as text, because they are put into the shadow root by the script.
const styles = {
  name: 'styles',
  setup(building) {
    building.onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const { code } = await transform(await readFile(path, 'utf8'), { loader: 'css', minify: true })
      return { contents: code.trim(), loader: 'text' }
    })
  },
}

const shared = {
  absWorkingDir: new URL('.', import.meta.url).pathname,
  bundle: true,
  minify: true,
  charset: 'utf8',
  target: ['chrome88', 'firefox101', 'safari16.4'],
  format: 'iife',
  legalComments: 'none',
  plugins: [styles],
}

await build({
  ...shared,
  entryPoints: ['src/main.ts'],
  outfile: PAGE + 'haki-chat.js',
  banner: { js: '/* Haki chat widget. Apache-2.0. Built from channels/web/widget by `npm run build`. */' },
})
await build({
  ...shared,
  entryPoints: ['src/sw.ts'],
  outfile: PAGE + 'sw.js',
  banner: { js: '/* Haki: keeps the page itself on this phone, never what is said. Built by `npm run build`. */' },
})
