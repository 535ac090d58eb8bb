// Sends what was written, in order and one at a time, for as long as it takes. Each message has a name of its own, so
// that sending it twice, because an answer was lost, does no harm.

import type { Mine } from './entries'
import { type Network, NotKnown, Refused, TooEarly } from './network'
import { Patience, pause } from './waiting'

export interface Outgoing {
  /** The first message that waits, if any. */
  next(): Mine | undefined
  /** The key of the conversation; begins one if there is none. */
  key(): Promise<string>
  sent(mine: Mine): void
  refused(mine: Mine, why: string): void
  notSent(mine: Mine, why: 'offline' | 'early'): void
  notKnown(): void
}

export class Sending {
  private patience = new Patience()
  private busy = false
  private ended = false

  constructor(
    private network: Network,
    private outgoing: Outgoing,
  ) {}

  end(): void {
    this.ended = true
  }

  again(): void {
    this.patience.again()
  }

  async start(): Promise<void> {
    if (this.busy) return
    this.busy = true
    for (let mine = this.outgoing.next(); mine && !this.ended; mine = this.outgoing.next()) await this.send(mine)
    this.busy = false
  }

  private async send(mine: Mine): Promise<void> {
    const { id, text, choice, file } = mine
    try {
      const key = await this.outgoing.key()
      await this.network.ask('/messages', { method: 'POST', body: { id, text, choice, file }, key })
      this.patience.again()
      if (!this.ended) this.outgoing.sent(mine)
    } catch (error) {
      if (this.ended) return
      if (error instanceof NotKnown) this.outgoing.notKnown()
      else if (error instanceof Refused) this.outgoing.refused(mine, error.message)
      else if (error instanceof TooEarly) {
        this.outgoing.notSent(mine, 'early')
        await pause(error.seconds)
      } else {
        this.outgoing.notSent(mine, 'offline')
        await this.patience.wait()
      }
    }
  }
}
