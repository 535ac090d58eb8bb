// The list of what was said. It announces what is new, once, and keeps in view what one wants to read now.

import type { Conversation } from './conversation'
import { type Content, type Entry, type Mine, nameOf } from './entries'
import { make } from './make'
import type { Saved } from './pack'
import { foundElement, mineElement, type Press, replyElement, sentencesOf } from './show'
import { canSpeak } from './speak'
import { say } from './words'

/** Milliseconds for which an urgent text stays where screen readers find it; then it would be there twice. */
const ANNOUNCED = 8000

export class Log {
  readonly element = make('div', { id: 'log', role: 'log', 'aria-live': 'polite', 'aria-label': say('log') })
  readonly alert = make('div', { class: 'unseen', role: 'alert' })
  private dots = make('p', { class: 'dots', 'aria-hidden': 'true' }, make('i'), make('i'), make('i'))
  private announced = 0
  private held = new Map<string, HTMLElement>()
  /** Answers about which the worker has said whether they helped. */
  private judged = new Set<string>()

  constructor(
    private conversation: Conversation,
    private scroller: () => HTMLElement,
    private press: Press,
  ) {}

  arrange(entries: Entry[]): void {
    this.element.setAttribute('aria-live', 'off')
    this.held.clear()
    this.element.replaceChildren()
    for (const entry of entries) if (this.conversation.shown(entry)) this.place(entry)
    this.settle()
    if (entries.length) this.toEnd()
    else this.scroller().scrollTop = 0
    this.listenAgain()
  }

  add(entry: Entry): void {
    if (entry.reply && (entry.reply.urgent || this.alert.textContent)) this.announce(entry.reply)
    const made = this.place(entry)
    this.settle()
    if (entry.mine) this.toEnd()
    else this.bring(this.startOf(entry.reply.in_reply_to) ?? made)
  }

  update(mine: Mine): void {
    const before = this.held.get(`m${mine.id}`)
    if (!before) return
    const made = mineElement(mine)
    this.held.set(`m${mine.id}`, made)
    // Only the mark changes: nothing of it is worth being read out again.
    this.element.setAttribute('aria-live', 'off')
    before.replaceWith(made)
    const waits = this.element.querySelector<HTMLElement>(`[data-for="${mine.id}"] .flag span`)
    if (waits) waits.textContent = say('search_found')
    this.listenAgain()
    this.settle()
  }

  /** Shows what was found on this phone below the question. */
  found(mine: Mine, answers: Saved[]): void {
    const made = foundElement(answers, say('found'))
    made.dataset['for'] = mine.id
    const question = this.held.get(`m${mine.id}`)
    if (question) question.after(made)
    else this.element.append(made)
    this.bring(made)
  }

  /** Shows buttons for reading aloud where there is a voice now. */
  voices(): void {
    for (const one of this.element.querySelectorAll<HTMLElement>('.listen')) one.hidden = !canSpeak(one.dataset['language'] ?? '')
  }

  private place(entry: Entry): HTMLElement {
    const made = entry.mine ? mineElement(entry.mine) : replyElement(entry.reply, this.press)
    if (entry.reply) made.dataset['to'] = entry.reply.in_reply_to
    const [name, about] = entry.mine?.choice?.split(':') ?? []
    if (about && (name === 'helped' || name === 'not_helped')) this.judged.add(about)
    this.held.set(nameOf(entry), made)
    this.element.append(made)
    return made
  }

  // What was judged is not asked again, and the dots stand at the end while an answer is on its way.
  private settle(): void {
    for (const one of this.element.querySelectorAll<HTMLElement>('[data-choice*="helped:"]')) {
      if (this.judged.has(one.dataset['choice']?.split(':')[1] ?? '')) one.remove()
    }
    if (this.conversation.awaiting) this.element.after(this.dots)
    else this.dots.remove()
  }

  // What is urgent interrupts; what follows it at once is said with it. So the list itself stays silent meanwhile.
  private announce(reply: Content): void {
    this.element.setAttribute('aria-live', 'off')
    const text = sentencesOf(reply).join(' ')
    this.alert.append(make('p', {}, reply.urgent ? `${say('urgent')}. ${text}` : text))
    clearTimeout(this.announced)
    this.announced = setTimeout(() => {
      this.alert.textContent = ''
      this.element.setAttribute('aria-live', 'polite')
    }, ANNOUNCED)
  }

  private listenAgain(): void {
    requestAnimationFrame(() => {
      if (!this.alert.textContent) this.element.setAttribute('aria-live', 'polite')
    })
  }

  /** Where reading begins: at the first reply, or at a short question above it. In danger the first steps come first. */
  private startOf(name: string): HTMLElement | undefined {
    const first = [...this.held.values()].find(one => one.dataset['to'] === name)
    const question = this.held.get(`m${name}`)
    const short = question && question.offsetHeight < this.scroller().clientHeight / 5
    return short && question.nextElementSibling === first && !first?.classList.contains('urgent') ? question : first
  }

  private toEnd(): void {
    const box = this.scroller()
    box.scrollTop = box.scrollHeight
  }

  /** Scrolls so far that the end is in view, but never past the beginning of what is to be read. */
  private bring(first: HTMLElement): void {
    const box = this.scroller()
    const top = box.scrollTop + first.getBoundingClientRect().top - box.getBoundingClientRect().top - 12
    box.scrollTop = Math.min(top, box.scrollHeight)
  }
}
