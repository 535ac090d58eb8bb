// The menu's first view: size of the text, country, and the way to everything else.

import { codePage, openPage } from './code'
import { forgetPage } from './forgetting'
import { make } from './make'
import { type MakePage, onOff, row } from './menu'
import { savedPage, searchPage } from './saved'
import { keepOnPhone, keptOnPhone } from './store'
import type { Chat } from './chat'
import { say, words } from './words'

export const SIZES = ['1', '2', '3'] as const

export const mainPage =
  (chat: Chat): MakePage =>
  menu => ({
    title: say('menu'),
    body: [
      sizes(chat, () => menu.again()),
      country(chat),
      row('save', say('save'), chat.pack.note ? say('save_done') : say('save_note'), () => menu.go(savedPage(chat))),
      ...(chat.pack.note ? [row('search', say('search'), '', () => menu.go(searchPage(chat)))] : []),
      row('key', say('code'), say('code_note'), () => menu.go(codePage(chat))),
      row('open', say('code_open'), '', () => menu.go(openPage(chat))),
      onOff('keep', say('keep'), say('keep_note'), keptOnPhone(), 'keep', () => {
        keepOnPhone(!keptOnPhone())
        menu.again()
      }),
      row('again', say('new'), say('new_note'), () => {
        menu.close()
        chat.startAgain()
      }, 'new'),
      row('trash', say('forget'), say('forget_note'), () => menu.go(forgetPage(chat))),
    ],
  })

function sizes(chat: Chat, done: () => void): HTMLElement {
  return make(
    'div',
    { class: 'sizes', role: 'group', 'aria-label': say('size') },
    make('span', { 'aria-hidden': 'true' }, say('size')),
    ...SIZES.map(size => {
      const pressed = make(
        'button',
        { type: 'button', id: `size-${size}`, class: `size-${size}`, 'aria-pressed': String(chat.size === size), 'aria-label': say(`size_${size}`) },
        'A',
      )
      pressed.addEventListener('click', () => {
        chat.setSize(size)
        done()
      })
      return pressed
    }),
  )
}

/** The country the worker is in: rules and numbers depend on it. */
export function country(chat: Chat): HTMLElement {
  const chosen = make(
    'select',
    { id: 'country' },
    make('option', { value: '' }, say('country_none')),
    ...words().countries.map(({ code, name }) => make('option', { value: code, selected: code === chat.country }, name)),
  )
  chosen.addEventListener('change', () => chat.setCountry(chosen.value))
  return make('label', { class: 'row country' }, make('b', {}, say('country')), chosen)
}
