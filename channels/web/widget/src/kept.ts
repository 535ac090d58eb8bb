// Files that may stay on the phone to be read without network: words and saved answers, nothing that anybody said.

const CACHE = 'haki-kept'
let gone = false

async function cache(): Promise<Cache | null> {
  try {
    return gone ? null : await caches.open(CACHE)
  } catch {
    return null // No Cache Storage: a page without https, or a browser that forbids it.
  }
}

async function stored(address: string): Promise<unknown> {
  const found = await (await cache())?.match(address)
  return found?.json()
}

/** Fetches and keeps. Throws when there is no network or no such file. */
export async function fetchAndKeep(address: string): Promise<unknown> {
  const response = await fetch(address)
  if (!response.ok) throw new Error(String(response.status))
  const copy = response.clone()
  const content: unknown = await response.json()
  await (await cache())?.put(address, copy).catch(() => undefined)
  return content
}

/** What is kept, at once, while a newer one is fetched for the next time; else from the network. */
export async function keptOrFetched(address: string): Promise<unknown> {
  const found = await stored(address).catch(() => undefined)
  if (found === undefined) return fetchAndKeep(address)
  fetchAndKeep(address).catch(() => undefined)
  return found
}

export async function keptOnly(address: string): Promise<unknown> {
  return stored(address).catch(() => undefined)
}

/** Keeps something of our own making under an address that nobody fetches. */
export async function keep(address: string, content: unknown): Promise<void> {
  const type = { 'content-type': 'application/json' }
  await (await cache())?.put(address, new Response(JSON.stringify(content), { headers: type })).catch(() => undefined)
}

export async function unkeep(address: string): Promise<void> {
  await (await cache())?.delete(address)
}

/** Deletes all caches of this page and lets none be made again. */
export async function emptyCaches(everything: boolean): Promise<void> {
  gone = true
  try {
    const names = await caches.keys()
    await Promise.all(names.filter(name => everything || name.startsWith('haki-')).map(name => caches.delete(name)))
  } catch {
    // Nothing could be kept in this browser, so nothing is left.
  }
}
