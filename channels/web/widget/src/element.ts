// The element <haki-chat>. With `full` it fills the page; else it is a button that opens a panel. It never goes away,
// whatever the network does: while its words have not come it tries again, and the way out is there already.

import { leaveButton } from './bar'
import { Chat } from './chat'
import { Exit } from './exit'
import { icon } from './icons'
import { button, make, unseen } from './make'
import { recall } from './store'
import text from './styles.css'
import { Patience } from './waiting'
import { fromBrowser, learn, say, words } from './words'

const CAME_FROM = new URL((document.currentScript as HTMLScriptElement | null)?.src ?? location.href).origin

const styles = new CSSStyleSheet()
styles.replaceSync(text)

export class HakiChat extends HTMLElement {
  private root = this.attachShadow({ mode: 'open' })
  private room = make('div', { class: 'room' })
  private launcher = button({ class: 'launcher', 'aria-expanded': 'false', click: () => this.show(true) })
  private chat: Chat | null = null
  private exit!: Exit

  async connectedCallback(): Promise<void> {
    if (this.root.childElementCount) return
    this.root.adoptedStyleSheets = [styles]
    this.room.hidden = !this.shown
    if (!this.full) this.root.append(this.launcher)
    this.root.append(this.room)
    this.nameParts()
    this.exit = new Exit(this.server, this.full, () => {
      this.chat?.end()
      this.room.replaceChildren()
    })
    this.room.append(make('div', { class: 'bar' }, leaveButton(() => void this.exit.leave())))
    document.addEventListener('keydown', this.pressed)
    await this.learnWords()
    this.chat = new Chat({
      server: this.server,
      full: this.full,
      country: (this.getAttribute('country') ?? '').toUpperCase(),
      room: this.room,
      close: this.full ? null : () => this.show(false),
      leave: () => void this.exit.leave(),
      spoken: () => this.nameParts(),
      news: () => this.toggleAttribute('news', !this.shown),
      sized: size => this.setAttribute('size', size),
    })
    this.nameParts()
  }

  disconnectedCallback(): void {
    document.removeEventListener('keydown', this.pressed)
    this.chat?.end()
  }

  private get server(): string {
    return (this.getAttribute('server') ?? CAME_FROM).replace(/\/$/, '')
  }

  private get shown(): boolean {
    return this.full || this.hasAttribute('open')
  }

  private get full(): boolean {
    return this.hasAttribute('full')
  }

  private async learnWords(): Promise<void> {
    const asked = this.full ? new URLSearchParams(location.search).get('lang') : null
    const language = asked ?? recall<string>('language') ?? this.getAttribute('lang')
    const patience = new Patience()
    for (;;) {
      try {
        await learn(this.server, language || navigator.language)
        const better = language ? undefined : fromBrowser()
        if (better && better !== words().language) await learn(this.server, better)
        return
      } catch {
        this.root.querySelector('#status')?.remove()
        this.room.append(make('p', { id: 'status', role: 'status' }, say('offline')))
        await patience.wait()
      }
    }
  }

  private show(open: boolean): void {
    this.room.hidden = !open
    this.removeAttribute('news')
    this.launcher.setAttribute('aria-expanded', String(open))
    this.toggleAttribute('open', open)
    if (open) this.chat?.focus()
    else this.launcher.focus()
  }

  private pressed = (event: KeyboardEvent): void => {
    if (event.key === 'Escape' && this.shown) this.exit.escape()
  }

  // The language of everything around: the element's own parts, and on our own page the page itself.
  private nameParts(): void {
    const { language, direction } = words()
    for (const part of [this.room, this.full ? document.documentElement : this.launcher]) {
      part.lang = language
      part.dir = direction
    }
    this.launcher.replaceChildren(icon('chat'), make('span', {}, say('open')), make('i', { class: 'new' }, unseen(say('new_reply'))))
    if (!this.full) {
      this.room.setAttribute('role', 'dialog')
      this.room.setAttribute('aria-label', say('title') || say('open'))
    } else if (this.chat) {
      document.title = say('neutral_title')
      const address = new URL(location.href)
      if (address.searchParams.has('lang')) {
        address.searchParams.set('lang', language)
        history.replaceState(null, '', address)
      }
    }
  }
}
