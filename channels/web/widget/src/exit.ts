// Leaving at once. Somebody may be looking over the worker's shoulder: what was on the screen goes first, then
// everything that this browser remembers, and the page is replaced so that "back" does not lead here.
//
// It cannot delete the browser's own history; the page says so where one forgets a chat.

import { emptyCaches } from './kept'
import { empty } from './store'
import { pause } from './waiting'
import { words } from './words'

/** Two presses of Escape within this time leave the page, in milliseconds. */
const TWICE = 1000
/** Leaving does not wait longer than this for caches to be deleted, in seconds. */
const PATIENCE = 0.3

const others = 'BroadcastChannel' in window ? new BroadcastChannel('haki') : null

export class Exit {
  private lastEscape = 0
  private leaving = false

  constructor(
    private server: string,
    private ownPage: boolean,
    /** Takes everything from the screen and ends all traffic. */
    private clear: () => void,
  ) {
    others?.addEventListener('message', () => void this.leave(false))
  }

  /** Leaves when Escape was pressed twice. */
  escape(): void {
    const now = Date.now()
    if (now - this.lastEscape < TWICE) void this.leave()
    this.lastEscape = now
  }

  async leave(tellOthers = true): Promise<void> {
    if (this.leaving) return
    this.leaving = true
    if (this.ownPage) document.title = ''
    this.clear()
    // Other tabs with this chat leave too.
    if (tellOthers) others?.postMessage('leave')
    empty(this.ownPage)
    await Promise.race([Promise.all([emptyCaches(this.ownPage), this.ownPage && retireKeeper()]), pause(PATIENCE)])
    // Without network the neutral page would be an error that names our address; an empty page says nothing.
    location.replace(navigator.onLine ? new URL(words().exit, `${this.server}/`) : 'about:blank')
  }
}

/** Ends the service worker, so that it keeps nothing any more. */
async function retireKeeper(): Promise<void> {
  try {
    navigator.serviceWorker?.controller?.postMessage('leave')
    const registrations = (await navigator.serviceWorker?.getRegistrations()) ?? []
    await Promise.all(registrations.map(one => one.unregister()))
  } catch {
    // Where there is no service worker, none keeps anything.
  }
}
