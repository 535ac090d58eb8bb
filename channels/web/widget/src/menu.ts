// The menu: a sheet over the chat with everything that is not needed at once. Its first view is a list; each entry
// either acts or opens a view of its own, with a way back and the way out.

import { leaveButton } from './bar'
import { icon, type IconName } from './icons'
import { button, make, unseen } from './make'
import { say } from './words'

export interface Page {
  title: string
  body: HTMLElement[]
}

/** Makes a view. It is made anew each time, so that it tells how things stand now. */
export type MakePage = (menu: Menu) => Page

export class Menu {
  readonly element = make('dialog', { class: 'sheet', 'aria-labelledby': 'sheet-title' })
  /** What happened, said aloud. */
  readonly told = make('p', { role: 'status', class: 'told' })
  private way: MakePage[] = []

  constructor(private leave: () => void) {}

  open(page: MakePage): void {
    this.way = []
    this.go(page)
    if (!this.element.open) this.element.showModal()
    this.element.querySelector<HTMLElement>('h2')?.focus()
  }

  close(): void {
    this.element.close()
  }

  go(page: MakePage): void {
    this.way.push(page)
    this.draw()
  }

  /** The same view again, after something changed; the focus stays on what has the same name. */
  again(): void {
    const id = (this.element.getRootNode() as ShadowRoot).activeElement?.id
    this.draw()
    if (id) this.element.querySelector<HTMLElement>(`#${id}`)?.focus()
  }

  tell(text: string): void {
    this.told.textContent = text
  }

  private back(): void {
    this.way.pop()
    if (this.way.length) this.draw()
    else this.close()
  }

  private draw(): void {
    const page = this.way.at(-1)?.(this)
    if (!page) return
    const first = this.way.length === 1
    this.told.textContent = ''
    const title = make('h2', { id: 'sheet-title', tabindex: -1 }, page.title)
    this.element.replaceChildren(
      make(
        'div',
        { class: 'bar' },
        button({ class: 'round', click: () => this.back() }, icon(first ? 'close' : 'back'), unseen(say(first ? 'close' : 'go_back'))),
        title,
        leaveButton(this.leave),
      ),
      make('div', { class: 'pages' }, ...page.body, this.told),
    )
    title.focus()
  }
}

/** One line of the menu. */
export function row(drawn: IconName, title: string, note: string, click: () => void, id?: string): HTMLButtonElement {
  return button(
    { class: 'row', click, id },
    icon(drawn),
    make('span', {}, make('b', {}, title), note && make('small', {}, note)),
  )
}

/** A line that is on or off. */
export function onOff(drawn: IconName, title: string, note: string, on: boolean, id: string, click: () => void): HTMLElement {
  const made = row(drawn, title, note, click, id)
  made.setAttribute('role', 'switch')
  made.setAttribute('aria-checked', String(on))
  made.append(make('i', { class: 'switch', 'aria-hidden': 'true' }))
  return made
}
