// The return code: going on with this chat on another phone, without an account.

import type { Chat } from './chat'
import { make } from './make'
import type { MakePage } from './menu'
import { NotKnown, Refused, TooEarly } from './network'
import { say, words } from './words'

const day = (date: string): string =>
  new Intl.DateTimeFormat(words().language, { dateStyle: 'long' }).format(new Date(date))

/** Shows the code large and in groups, to be written on paper. */
export const codePage =
  (chat: Chat): MakePage =>
  menu => {
    const shown = make('div', { class: 'code', 'aria-live': 'polite' })
    const secret = chat.conversation.secret
    if (!secret) return { title: say('code'), body: [make('p', {}, say('code_nothing'))] }
    chat.network
      .ask<{ code: string; until: string }>('/code', { method: 'POST', key: secret })
      .then(({ code, until }) => {
        const groups = code.split('-').map(group => make('span', {}, group))
        // Read out letter by letter, because it will be written letter by letter.
        const letters = make('span', { class: 'unseen' }, [...code].join(' '))
        shown.replaceChildren(
          make('p', { class: 'groups', dir: 'ltr' }, letters, make('span', { 'aria-hidden': 'true' }, ...groups)),
          make('p', {}, say('code_until', { date: day(until) })),
        )
      })
      .catch(() => menu.tell(say('no_network')))
    return {
      title: say('code'),
      body: [make('p', {}, say('code_write')), shown, make('p', { class: 'note' }, say('code_secret'))],
    }
  }

/** Opens the conversation of a code. */
export const openPage =
  (chat: Chat): MakePage =>
  menu => {
    const field = make('input', {
      id: 'code',
      class: 'field',
      dir: 'ltr',
      maxlength: 40,
      autocomplete: 'off',
      autocapitalize: 'characters',
      spellcheck: 'false',
      required: true,
    })
    const form = make(
      'form',
      { class: 'lines' },
      make('label', { for: 'code' }, say('code_label')),
      field,
      make('button', { type: 'submit', class: 'main' }, say('code_go')),
    )
    form.addEventListener('submit', async event => {
      event.preventDefault()
      const code = field.value.trim()
      try {
        const { key } = await chat.network.ask<{ key: string }>('/code/open', { method: 'POST', body: { code } })
        menu.close()
        await chat.conversation.open(key)
      } catch (error) {
        const wrong = error instanceof Refused || error instanceof NotKnown
        menu.tell(say(wrong ? 'code_unknown' : error instanceof TooEarly ? 'code_too_many' : 'no_network'))
        field.focus()
      }
    })
    return { title: say('code_open'), body: [form] }
  }

