// The line at the top: menu, language, and the way out, which is always in sight.

import { icon } from './icons'
import { button, make, unseen } from './make'
import { say, words } from './words'

export interface Bar {
  menu(): void
  language(code: string): void
  leave(): void
  /** Only where the chat is a panel of another page. */
  close: (() => void) | null
}

export function barElement(acts: Bar): HTMLElement {
  const chosen = make(
    'select',
    { id: 'language' },
    ...words().languages.map(({ code, name }) =>
      make('option', { value: code, lang: code, selected: code === words().language }, name),
    ),
  )
  chosen.addEventListener('change', () => acts.language(chosen.value))
  return make(
    acts.close ? 'div' : 'header',
    { class: 'bar' },
    button({ id: 'menu', class: 'round', 'aria-haspopup': 'dialog', click: acts.menu }, icon('menu'), unseen(say('menu'))),
    make('label', { class: 'language' }, icon('globe'), unseen(say('language')), chosen),
    leaveButton(acts.leave),
    acts.close && button({ id: 'close', class: 'round', click: acts.close }, icon('close'), unseen(say('close'))),
  )
}

export function leaveButton(leave: () => void): HTMLElement {
  return button({ class: 'leave', click: leave }, icon('leave'), make('span', {}, say('exit')))
}
