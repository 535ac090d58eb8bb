// The answers that the worker saved on this phone, for one language and one country, to be searched without network.

import type { Content } from './entries'
import { fetchAndKeep, keep, keptOnly, unkeep } from './kept'
import { Search } from './search'

export interface Saved extends Content {
  slug: string
  section: string
  search: string[]
}

interface Packed {
  language: string
  country: string
  answers: Saved[]
}

export interface Note {
  address: string
  language: string
  country: string
  count: number
  saved: string
}

/** What one question may show at most. */
const MOST = 3

export class Pack {
  private search: Promise<Search<Saved>> | null = null
  /** What was saved and when. It stays beside the answers, because the worker asked for them to stay. */
  note: Note | null = null

  constructor(private server: string) {}

  private get noteAddress(): string {
    return `${this.server}/api/pack/note`
  }

  async load(): Promise<void> {
    this.note = ((await keptOnly(this.noteAddress)) as Note | undefined) ?? null
  }

  async save(language: string, country: string): Promise<void> {
    const address = `${this.server}/api/pack?lang=${language}&country=${country}`
    const before = this.note?.address
    const packed = (await fetchAndKeep(address)) as Packed
    if (before && before !== address) await unkeep(before)
    this.note = { address, language, country, count: packed.answers.length, saved: new Date().toISOString() }
    await keep(this.noteAddress, this.note)
    this.search = Promise.resolve(new Search(packed.answers))
  }

  async remove(): Promise<void> {
    const address = this.note?.address
    this.note = null
    this.search = null
    await unkeep(this.noteAddress)
    if (address) await unkeep(address)
  }

  /** The saved answers that fit a question best; none when nothing is saved. */
  async find(question: string, most = MOST): Promise<Saved[]> {
    const note = this.note
    if (!note) return []
    this.search ??= keptOnly(note.address).then(found => new Search((found as Packed | undefined)?.answers ?? []))
    return (await this.search).best(question, most)
  }
}
