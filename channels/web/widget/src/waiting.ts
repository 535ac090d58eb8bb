// Waiting between two tries: longer each time, never more than half a minute, and not at all once the network is back.

const LONGEST = 30

export const pause = (seconds: number): Promise<void> => new Promise(done => setTimeout(done, seconds * 1000))

export class Patience {
  private tries = 0
  private wake: () => void = () => undefined

  constructor() {
    addEventListener('online', () => this.again())
  }

  /** It worked, or it may work now: the next wait is short and the present one ends. */
  again(): void {
    this.tries = 0
    this.wake()
  }

  async wait(): Promise<void> {
    // Phones of one dormitory lose the network together; they should not all come back in the same second.
    const seconds = Math.min(LONGEST, 2 ** this.tries++) * (0.75 + Math.random() / 2)
    await Promise.race([pause(seconds), new Promise<void>(done => (this.wake = done))])
  }
}
