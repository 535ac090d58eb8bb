// What this browser remembers. Only this tab remembers, unless the worker asked to keep the chat on this phone:
// phones are shared, and what stays on them can be read by others.

const PREFIX = 'haki.'
const KEEP = PREFIX + 'kept'

// A browser may forbid storage altogether; then the page remembers for as long as it is open.
const memory = new Map<string, string>()
let gone = false

function room(name: 'localStorage' | 'sessionStorage'): Storage | null {
  try {
    return window[name]
  } catch {
    return null
  }
}

export function keptOnPhone(): boolean {
  try {
    return room('localStorage')?.getItem(KEEP) === '1'
  } catch {
    return false
  }
}

function place(): Storage | null {
  return room(keptOnPhone() ? 'localStorage' : 'sessionStorage')
}

export function recall<T>(name: string): T | null {
  try {
    const text = place()?.getItem(PREFIX + name) ?? memory.get(name) ?? null
    return text === null ? null : (JSON.parse(text) as T)
  } catch {
    return null
  }
}

/** Remembers a value. Says whether there was room; without room it lasts as long as the page. */
export function remember(name: string, value: unknown): boolean {
  if (gone) return true
  const text = JSON.stringify(value)
  memory.set(name, text)
  try {
    place()?.setItem(PREFIX + name, text)
    return true
  } catch {
    return false
  }
}

export function drop(name: string): void {
  memory.delete(name)
  for (const area of [room('localStorage'), room('sessionStorage')]) area?.removeItem(PREFIX + name)
}

/** Moves everything to the phone's lasting storage, or back into this tab. */
export function keepOnPhone(yes: boolean): void {
  const from = place()
  const names = ours(from)
  const held = names.map(name => [name, from?.getItem(name) ?? ''] as const)
  for (const name of names) from?.removeItem(name)
  const lasting = room('localStorage')
  if (yes) lasting?.setItem(KEEP, '1')
  else lasting?.removeItem(KEEP)
  const to = place()
  for (const [name, value] of held) if (name !== KEEP) to?.setItem(name, value)
}

function ours(area: Storage | null): string[] {
  return area ? Object.keys(area).filter(name => name.startsWith(PREFIX)) : []
}

/** Empties every storage of this page for good. On our own page that is all there is; elsewhere only what is ours. */
export function empty(everything: boolean): void {
  gone = true
  memory.clear()
  for (const area of [room('localStorage'), room('sessionStorage')]) {
    if (everything) area?.clear()
    else for (const name of ours(area)) area?.removeItem(name)
  }
}
