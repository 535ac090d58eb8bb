// One conversation: what was said, its key, and the traffic that keeps it going. It shows nothing; a view does that.

import { type Content, type Entry, inOrder, type Mine, nameOf, type Reply, silent } from './entries'
import { Listening } from './listening'
import { type Network, NotKnown } from './network'
import { Sending } from './sending'
import { drop, recall, remember } from './store'

/** Entries that this browser remembers, so that a page opened without network shows what was said. */
const REMEMBERED = 200

export interface View {
  /** Show everything, in this order, without announcing it. */
  arrange(entries: Entry[]): void
  add(entry: Entry): void
  update(mine: Mine): void
  connected(yes: boolean): void
  /** The server asks to wait a little. */
  tooEarly(): void
  /** The conversation was forgotten elsewhere. */
  gone(): void
  /** The message could not be sent now. */
  stillWaiting(mine: Mine): void
}

export class Conversation {
  private entries: Entry[] = recall<Entry[]>('said') ?? []
  private names = new Set(this.entries.map(nameOf))
  private key = recall<string>('key')
  private listening: Listening | null = null
  private sending: Sending
  private beginning: Promise<string> | null = null

  constructor(
    private network: Network,
    private view: View,
    /** The language and country that the worker's first words should be read with. */
    private opening: (first: Mine) => string | null,
  ) {
    this.sending = this.newSending()
  }

  /** Shows what is remembered, then asks the server what else was said, and goes on. */
  async takeUp(): Promise<void> {
    if (this.key) this.listen(this.key)
    void this.sending.start()
    await this.catchUp()
  }

  /** Asks the server for everything that was said, here and elsewhere. */
  private async catchUp(): Promise<void> {
    const key = this.key
    if (!key) return
    try {
      const { said, replies } = await this.network.ask<{ said: []; replies: Reply[] }>('/history', { key })
      if (key !== this.key) return
      const heard = this.entries.flatMap(entry => (entry.reply ? [entry.reply] : []))
      const all = new Map([...replies, ...heard].map(reply => [reply.id, reply]))
      this.replace(inOrder(said, [...all.values()], this.entries))
    } catch (error) {
      if (error instanceof NotKnown) this.notKnown(key)
      else this.view.connected(false)
    }
  }

  /** Shows everything again, on a page that was drawn anew. */
  show(): void {
    this.view.arrange(this.entries)
  }

  get empty(): boolean {
    return this.entries.length === 0
  }

  get begun(): boolean {
    return this.key !== null
  }

  get secret(): string | null {
    return this.key
  }

  /** The highest reply that is here. */
  get after(): number {
    return Math.max(0, ...this.entries.map(entry => entry.reply?.id ?? 0))
  }

  write(content: Pick<Mine, 'text' | 'choice' | 'file' | 'title'>): void {
    const mine: Mine = { id: newName(), ...content, state: 'waiting' }
    if (this.empty && !this.key) {
      const start = this.opening(mine)
      if (start) this.take({ mine: { id: newName(), choice: start, state: 'waiting' } })
    }
    this.take({ mine })
    void this.sending.start()
  }

  /** Asks the server to forget everything, then forgets it here. Without network it throws and forgets nothing. */
  async forget(): Promise<void> {
    const key = this.key
    if (key) {
      await this.network.ask('/conversation', { method: 'DELETE', key }).catch(error => {
        if (!(error instanceof NotKnown)) throw error
      })
    }
    this.leave()
  }

  /** Leaves the conversation as it is on the server and begins with an empty page. */
  leave(): void {
    this.drop()
    this.replace([])
  }

  /** Goes on with the conversation that a key opens. */
  async open(key: string): Promise<void> {
    this.leave()
    this.setKey(key)
    await this.takeUp()
  }

  /** Tries at once to reach the server again. */
  again(): void {
    this.sending.again()
  }

  end(): void {
    this.listening?.end()
    this.sending.end()
  }

  /** Where a reply was to something that the page said for itself, nothing is shown. */
  shown(entry: Entry): boolean {
    if (entry.mine) return !silent(entry.mine)
    const asked = this.entries.find(one => one.mine?.id === entry.reply.in_reply_to)?.mine
    return !(asked && silent(asked))
  }

  /** Whether something that was sent has no reply yet. */
  get awaiting(): boolean {
    const last = this.entries.filter(entry => entry.mine && !silent(entry.mine)).at(-1)?.mine
    return last?.state === 'sent' && !this.entries.some(entry => entry.reply?.in_reply_to === last.id)
  }

  private take(entry: Entry): void {
    if (this.names.has(nameOf(entry))) return
    this.names.add(nameOf(entry))
    this.entries.push(entry)
    this.keep()
    if (this.shown(entry)) this.view.add(entry)
  }

  // A reply to something that was written on another phone needs its question first.
  private hear(reply: Reply): void {
    const key = this.key
    if (this.entries.some(entry => entry.mine?.id === reply.in_reply_to)) this.take({ reply })
    else void this.catchUp().then(() => key === this.key && this.take({ reply }))
  }

  private replace(entries: Entry[]): void {
    const looks = (all: Entry[]): string => all.map(one => nameOf(one) + (one.mine?.state ?? '')).join()
    const same = looks(entries) === looks(this.entries)
    this.entries = entries
    this.names = new Set(entries.map(nameOf))
    this.keep()
    // Drawing everything anew would take the reader from where they are.
    if (!same) this.view.arrange(entries)
  }

  private keep(): void {
    if (!this.entries.length) {
      drop('said')
      return
    }
    // Another tab may share this storage; what waits there to be sent is not overwritten.
    const stored = recall<Entry[]>('said') ?? []
    const elsewhere = stored.filter(entry => entry.mine?.state === 'waiting' && !this.names.has(nameOf(entry)))
    let kept = [...this.entries, ...elsewhere].slice(-REMEMBERED)
    // A full storage loses the oldest first; what waits to be sent is the newest.
    while (!remember('said', kept) && kept.length > 1) kept = kept.slice(Math.ceil(kept.length / 2))
  }

  private listen(key: string): void {
    this.listening?.end()
    this.listening = new Listening(this.network, key, {
      after: () => this.after,
      heard: reply => this.hear(reply),
      connected: yes => this.view.connected(yes),
      notKnown: () => this.notKnown(key),
    })
  }

  private newSending(): Sending {
    return new Sending(this.network, {
      next: () => this.entries.find(entry => entry.mine?.state === 'waiting')?.mine,
      key: () => (this.key ? Promise.resolve(this.key) : this.begin()),
      sent: mine => {
        this.view.connected(true)
        this.change(mine, { state: 'sent' })
      },
      refused: (mine, why) => this.change(mine, { state: 'refused', detail: why }),
      notSent: (mine, why) => {
        if (why === 'early') this.view.tooEarly()
        else {
          this.view.connected(false)
          this.view.stillWaiting(mine)
        }
      },
      notKnown: () => this.notKnown(this.key),
    })
  }

  private change(mine: Mine, change: Partial<Mine>): void {
    Object.assign(mine, change)
    // Another copy of the entry may have taken its place while this one was on its way.
    const held = this.entries.find(entry => entry.mine?.id === mine.id)?.mine
    if (held) Object.assign(held, change)
    this.keep()
    this.view.update(held ?? mine)
  }

  private begin(): Promise<string> {
    this.beginning ??= this.network
      .ask<{ key: string }>('/conversations', { method: 'POST', body: {} })
      .then(({ key }) => {
        this.setKey(key)
        this.listen(key)
        return key
      })
      .finally(() => (this.beginning = null))
    return this.beginning
  }

  private setKey(key: string): void {
    this.key = key
    remember('key', key)
  }

  // Forgotten elsewhere: what was said goes from here too. What waits to be sent begins a new conversation.
  private notKnown(key: string | null): void {
    if (key !== this.key) return
    const unsent = this.entries.filter(entry => entry.mine?.state === 'waiting')
    this.drop()
    this.replace(unsent)
    this.view.gone()
    void this.sending.start()
  }

  private drop(): void {
    this.end()
    this.sending = this.newSending()
    this.listening = null
    this.key = null
    drop('key')
    drop('said')
  }
}

/** A name for a message that nobody else gives. */
function newName(): string {
  const parts = crypto.getRandomValues(new Uint32Array(4))
  return Array.from(parts, part => part.toString(36)).join('-')
}

export type { Content }
