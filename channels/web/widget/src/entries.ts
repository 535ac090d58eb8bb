// What was said, in order: the worker's own messages, each followed by its replies. Every one has a name, so that
// nothing stands there twice, however often it arrives.

export interface Contact {
  name: string
  language?: string
  phones?: string[]
  whatsapp?: string
  web?: string
  email?: string
  address?: string
  cost?: string
  hours?: string
  serves?: string
  caution?: string
  checked?: string
}

export interface Source {
  title: string
  publisher: string
  address: string
  dated: string
  read: string
}

export interface Choice {
  title: string
  choice: string
}

export interface Content {
  text?: string
  title?: string
  heading?: string
  items?: { heading: string; ordered: boolean; lines: string[] }[]
  contacts?: Contact[]
  notes?: string[]
  sources?: Source[]
  buttons?: Choice[]
  answer?: string
  language?: string
  written_in?: string
  urgent?: boolean
}

export interface Reply extends Content {
  id: number
  in_reply_to: string
}

export interface Mine {
  id: string
  text?: string
  choice?: string
  file?: { type: string; size: number }
  /** What stood on the button that was pressed. */
  title?: string
  state: 'waiting' | 'sent' | 'refused'
  detail?: string
}

export type Entry = { mine: Mine; reply?: never } | { reply: Reply; mine?: never }

export const nameOf = (entry: Entry): string => (entry.mine ? `m${entry.mine.id}` : `r${entry.reply.id}`)

/** What the page says for itself at the start of a conversation; neither this nor its reply is shown. */
export const silent = (mine: Mine): boolean => mine.choice?.startsWith('start:') ?? false

interface Said {
  id: string
  kind: string
  words: string
}

/** The conversation as the server tells it, with what has not been sent yet at its end. */
export function inOrder(said: Said[], replies: Reply[], known: Entry[]): Entry[] {
  const titles = new Map(replies.flatMap(reply => reply.buttons ?? []).map(one => [one.choice, one.title]))
  const held = new Map(known.flatMap(entry => (entry.mine ? [[entry.mine.id, entry.mine] as const] : [])))
  const entries: Entry[] = []
  for (const one of said) {
    entries.push({ mine: { ...fromServer(one, titles), ...held.get(one.id), state: 'sent' } })
    entries.push(...replies.filter(reply => reply.in_reply_to === one.id).map(reply => ({ reply })))
  }
  const told = new Set(entries.map(nameOf))
  entries.push(...known.filter(entry => entry.mine && !told.has(nameOf(entry))))
  return entries
}

function fromServer({ id, kind, words }: Said, titles: Map<string, string>): Mine {
  if (kind === 'text') return { id, text: words, state: 'sent' }
  if (kind === 'choice') return { id, choice: words, title: titles.get(words) ?? '•', state: 'sent' }
  const type = { picture: 'image/', voice: 'audio/', video: 'video/' }[kind] ?? 'application/'
  return { id, file: { type, size: 0 }, state: 'sent' }
}
