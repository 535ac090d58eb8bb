// Hears replies as they come: by a stream where streams arrive, else by asking again and again. Some networks hold a
// stream back until it ends; so one that says nothing within seconds is given up for a while.

import type { Reply } from './entries'
import { type Network, NotKnown } from './network'
import { Patience } from './waiting'

/** Seconds: until the first line must be here, until a silent stream counts as broken, and that one question stays. */
const FIRST_LINE = 6
const SILENCE = 25
const WAIT = 20
/** After so many questions a stream is tried once more: the phone may be in another network now. */
const POLLS = 15

export interface Hearing {
  after(): number
  heard(reply: Reply): void
  connected(yes: boolean): void
  notKnown(): void
}

export class Listening {
  private patience = new Patience()
  private polls = 0
  private stop = new AbortController()
  private lastSign = 0
  private ended = false

  constructor(
    private network: Network,
    private key: string,
    private hearing: Hearing,
  ) {
    document.addEventListener('visibilitychange', this.lookAgain)
    addEventListener('online', this.lookAgain)
    void this.run()
  }

  end(): void {
    this.ended = true
    this.stop.abort()
    this.patience.again()
    document.removeEventListener('visibilitychange', this.lookAgain)
    removeEventListener('online', this.lookAgain)
  }

  // A phone that slept, or changed its network, holds a line that is dead and does not know it.
  private lookAgain = (): void => {
    if (document.hidden) return
    if (Date.now() - this.lastSign > SILENCE * 1000) this.stop.abort()
    this.patience.again()
  }

  private async run(): Promise<void> {
    while (!this.ended) {
      this.stop = new AbortController()
      try {
        if (this.polls > 0) await this.poll()
        else await this.stream()
        this.patience.again()
      } catch (error) {
        if (this.ended) return
        if (error instanceof NotKnown) {
          this.end()
          this.hearing.notKnown()
          return
        }
        this.hearing.connected(false)
        await this.patience.wait()
      }
    }
  }

  private async poll(): Promise<void> {
    this.polls -= 1
    const { replies } = await this.network.ask<{ replies: Reply[] }>(
      `/messages?after=${this.hearing.after()}&wait=${WAIT}`,
      { key: this.key, signal: this.stop.signal },
    )
    this.alive()
    if (!this.ended) replies.forEach(reply => this.hearing.heard(reply))
  }

  private async stream(): Promise<void> {
    const begun = Date.now()
    let lines = 0
    let late = false
    let broken = setTimeout(() => {
      late = true
      this.stop.abort()
    }, FIRST_LINE * 1000)
    try {
      const response = await this.network.request(`/stream?after=${this.hearing.after()}`, {
        key: this.key,
        signal: this.stop.signal,
      })
      for await (const line of linesOf(response)) {
        if (this.ended) return
        lines += 1
        clearTimeout(broken)
        broken = setTimeout(() => this.stop.abort(), SILENCE * 1000)
        this.alive()
        const said = JSON.parse(line) as Reply | { beat: true }
        if (!('beat' in said)) this.hearing.heard(said)
      }
      // A stream that ends as soon as it has begun is no better than one that never comes.
      late = Date.now() - begun < FIRST_LINE * 1000
    } catch (error) {
      if (lines || !late) throw error
    } finally {
      clearTimeout(broken)
    }
    if (late) this.polls = POLLS
  }

  private alive(): void {
    this.lastSign = Date.now()
    this.hearing.connected(true)
  }
}

async function* linesOf(response: Response): AsyncGenerator<string> {
  const reader = response.body?.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>).getReader()
  let rest = ''
  for (;;) {
    const { done, value } = (await reader?.read()) ?? { done: true, value: '' }
    if (done) return
    const lines = (rest + value).split('\n')
    rest = lines.pop() ?? ''
    yield* lines.filter(line => line.trim())
  }
}
