// The service worker keeps the page itself: its frame, the script, the icon. So it opens at once and without network.
// It never touches /api: nothing that anybody said passes through here or is kept here.

export {}

interface Lasting extends Event {
  waitUntil(done: Promise<unknown>): void
}
interface Asked extends Lasting {
  readonly request: Request
  respondWith(answer: Promise<Response>): void
}
interface Told extends Lasting {
  readonly data: unknown
}
interface Keeper {
  addEventListener(name: 'install' | 'activate', act: (event: Lasting) => void): void
  addEventListener(name: 'fetch', act: (event: Asked) => void): void
  addEventListener(name: 'message', act: (event: Told) => void): void
  skipWaiting(): Promise<void>
  readonly clients: { claim(): Promise<void> }
}
const keeper = self as unknown as Keeper

const CACHE = 'haki-page'
const FRAME = '/'
const KEPT = [FRAME, '/haki-chat.js', '/page/icon.svg']
let left = false

async function fetchAndKeep(path: string, asked: Request | string): Promise<Response> {
  const response = await fetch(asked)
  if (response.ok && !response.redirected && !left) await (await caches.open(CACHE)).put(path, response.clone())
  return response
}

async function keptOrFetched(path: string, event: Asked): Promise<Response> {
  const found = left ? undefined : await (await caches.open(CACHE)).match(path)
  if (!found) return fetchAndKeep(path, event.request)
  // What is shown now comes from the phone; what is newer will be there the next time.
  event.waitUntil(fetchAndKeep(path, path).catch(() => undefined))
  return found
}

keeper.addEventListener('install', event => {
  event.waitUntil(
    Promise.all(KEPT.map(path => fetchAndKeep(path, new Request(path, { cache: 'no-cache' })))).then(() => keeper.skipWaiting()),
  )
})

keeper.addEventListener('activate', event => event.waitUntil(keeper.clients.claim()))

keeper.addEventListener('fetch', event => {
  const { pathname, origin } = new URL(event.request.url)
  if (event.request.method !== 'GET' || origin !== location.origin || !KEPT.includes(pathname)) return
  event.respondWith(keptOrFetched(pathname, event))
})

keeper.addEventListener('message', event => {
  if (event.data !== 'leave') return
  left = true
  event.waitUntil(caches.delete(CACHE))
})
