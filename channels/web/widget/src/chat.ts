// The whole chat as one sees it: the line at the top, what was said, the status, the field; and what each of them does.

import { barElement } from './bar'
import { mainPage } from './choices'
import { Conversation } from './conversation'
import type { Choice, Entry, Mine } from './entries'
import { Log } from './log'
import { make } from './make'
import { Menu } from './menu'
import { Network } from './network'
import { Pack } from './pack'
import { stop, whenVoicesChange } from './speak'
import { recall, remember } from './store'
import { learn, say, words } from './words'
import { welcome } from './welcome'
import { Writing } from './writing'

/** Milliseconds for which good news stays. */
const NEWS = 4000

export interface Setting {
  server: string
  full: boolean
  country: string
  /** Where the chat is drawn. */
  room: HTMLElement
  leave(): void
  /** Closes the panel, where there is one. */
  close: (() => void) | null
  /** The words changed: the page around, if it is ours, speaks the same language. */
  spoken(): void
  /** A reply came. */
  news(): void
  sized(size: string): void
}

export class Chat {
  readonly network: Network
  readonly pack: Pack
  readonly conversation: Conversation
  size = recall<string>('size') ?? '1'
  country: string
  private languageChosen = recall<boolean>('language-chosen') ?? false
  private menu!: Menu
  private log!: Log
  private writing!: Writing
  private welcome = make('div')
  private talk = make('div', { class: 'talk', tabindex: 0 })
  private status = make('p', { id: 'status', role: 'status' })
  private away = false
  private greeted: boolean | null = null
  private foundFor = new Set<string>()

  constructor(private setting: Setting) {
    this.network = new Network(setting.server)
    this.pack = new Pack(setting.server)
    this.country = recall<string>('country') ?? setting.country
    this.conversation = new Conversation(this.network, this, first => this.opening(first))
    this.draw()
    setting.sized(this.size)
    void this.pack.load()
    void this.conversation.takeUp()
    whenVoicesChange(() => this.log.voices())
    addEventListener('offline', () => this.connected(false))
    addEventListener('online', () => this.conversation.again())
  }

  focus(): void {
    this.writing.field.focus()
  }

  /** Ends all traffic and all talking. */
  end(): void {
    this.conversation.end()
    stop()
  }

  setSize(size: string): void {
    this.size = size
    remember('size', size)
    this.setting.sized(size)
  }

  setCountry(code: string): void {
    this.country = code
    remember('country', code)
    const title = words().countries.find(one => one.code === code)?.name ?? code
    if (code && this.conversation.begun) this.conversation.write({ choice: `country:${code}`, title })
  }

  /** Speaks another language from now on; the page stays where it is. */
  async setLanguage(code: string, tell = true): Promise<void> {
    try {
      await learn(this.setting.server, code)
    } catch {
      this.connected(false)
      this.draw()
      return
    }
    remember('language', code)
    remember('language-chosen', true)
    this.languageChosen = true
    const title = words().languages.find(one => one.code === code)?.name ?? code
    this.draw()
    this.setting.spoken()
    if (tell && this.conversation.begun) this.conversation.write({ choice: `language:${code}`, title })
    this.setting.room.querySelector<HTMLElement>('#language')?.focus()
  }

  startAgain(): void {
    this.conversation.leave()
    this.focus()
  }

  async forget(): Promise<void> {
    await this.conversation.forget()
    this.news(say('forgotten'))
    this.focus()
  }

  arrange(entries: Entry[]): void {
    this.greet()
    this.log.arrange(entries)
  }

  add(entry: Entry): void {
    if (entry.mine) this.greet()
    else this.setting.news()
    this.log.add(entry)
    if (entry.mine && (this.away || !navigator.onLine)) void this.searchSaved(entry.mine)
  }

  update(mine: Mine): void {
    this.log.update(mine)
  }

  connected(yes: boolean): void {
    if (yes !== this.away) return
    this.away = !yes
    if (yes) this.news(say('back'))
    else this.tell(say('offline'))
  }

  tooEarly(): void {
    this.news(say('too_early'))
  }

  gone(): void {
    this.tell(say('gone'))
  }

  stillWaiting(mine: Mine): void {
    void this.searchSaved(mine)
  }

  private tell(text: string): void {
    this.status.textContent = text
  }

  private news(text: string): void {
    this.tell(text)
    setTimeout(() => {
      if (this.status.textContent === text) this.tell('')
    }, NEWS)
  }

  /** Without network, answers that were saved may help until the message can be sent. */
  private async searchSaved(mine: Mine): Promise<void> {
    if (!mine.text || this.foundFor.has(mine.id)) return
    this.foundFor.add(mine.id)
    const answers = await this.pack.find(mine.text)
    if (answers.length && mine.state === 'waiting') this.log.found(mine, answers)
  }

  // Typed words tell their language themselves. A button does not; and what the worker chose counts always.
  private opening(first: Mine): string | null {
    const { language } = words()
    const named = this.languageChosen || (!first.text && language !== 'en') ? language : ''
    return named || this.country ? `start:${named}${this.country ? `:${this.country}` : ''}` : null
  }

  private press = (choice: Choice): void => {
    const [name, value = ''] = choice.choice.split(':')
    this.conversation.write(choice)
    if (name === 'language') void this.setLanguage(value, false)
    if (name === 'country') {
      this.country = value
      remember('country', value)
    }
    // A button that goes away must not take the focus with it.
    if (!(this.setting.room.getRootNode() as ShadowRoot).activeElement) this.talk.focus()
  }

  private greet(): void {
    const begun = !this.conversation.empty
    if (this.greeted === begun) return
    this.greeted = begun
    this.welcome.replaceChildren(welcome(this.setting.full, begun, this.press))
  }

  private draw(): void {
    const draft = this.writing?.field.value ?? ''
    this.greeted = null
    this.menu = new Menu(this.setting.leave)
    this.log = new Log(this.conversation, () => this.scroller, this.press)
    this.writing = new Writing(written => this.conversation.write(written))
    this.writing.field.value = draft
    this.talk.setAttribute('aria-label', say('log'))
    this.talk.setAttribute('role', 'region')
    this.talk.replaceChildren(this.welcome, this.log.element)
    this.setting.room.replaceChildren(
      barElement({
        menu: () => this.menu.open(mainPage(this)),
        language: code => void this.setLanguage(code),
        leave: this.setting.leave,
        close: this.setting.close,
      }),
      make(
        this.setting.full ? 'main' : 'div',
        { class: 'body' },
        this.talk,
        this.status,
        this.writing.element,
      ),
      this.log.alert,
      this.menu.element,
    )
    this.conversation.show()
  }

  /** On very low screens the whole chat scrolls, else only what was said. */
  private get scroller(): HTMLElement {
    return this.talk.scrollHeight > this.talk.clientHeight ? this.talk : this.setting.room
  }
}
